"""应急响应: how often, at which level – the highest each reached –, for how many days. One that was upgraded is one."""

from __future__ import annotations

from datetime import datetime

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from command.responses.models import END, LEVELS, START, UPGRADE, Change

LEVEL_NAMES = dict(LEVELS)
DAY = 86_400


def read(span: Span) -> list[Fact]:
    rows = Change.objects.filter(
        effective_at__gte=span.start,
        effective_at__lt=span.end,
        kind=START,
        response__area__startswith=span.area,
        response__exercise_id=None,
    )
    found = list(
        rows.values_list(
            "response_id", "response__number", "effective_at", "response__area", "response__family__name", "response__incident_id", "level",
            "response__family__types",
        )
    )  # fmt: skip
    ended: dict[int, datetime] = {}
    best: dict[int, int] = {}
    later = Change.objects.filter(response__in=[row[0] for row in found], kind__in=(UPGRADE, END)).exclude(effective_at=None)
    for response, kind, level, at in later.values_list("response_id", "kind", "level", "effective_at"):
        if kind == END and at is not None:
            ended[response] = at
        elif kind == UPGRADE:
            best[response] = min(best.get(response, level), level)
    facts = []
    for pk, number, at, area, family, incident, level, types in found:
        if at is None:
            continue
        highest = min(level, best.get(pk, level))
        took = seconds(at, ended.get(pk))
        facts.append(
            Fact(
                "response", pk, number, at, area, f"{family} {LEVEL_NAMES.get(highest, highest)}", incident, (types or [""])[0], grade=str(highest),
                amounts=amounts(took=took, days=round(took / DAY, 2) if took is not None else None),
            )
        )  # fmt: skip
    return facts


RESPONSES = Family("responses", read, ("area", "hazard", "grade"))
MEASURES = [
    Measure("responses", "启动响应次数", "responses", "count", RESPONSES, "次"),
    Measure("response_days", "响应天数", "responses", "sum", RESPONSES, "天", amount="days"),
    Measure("response_p50", "响应历时 P50", "responses", "p50", RESPONSES, "秒", amount="took"),
]

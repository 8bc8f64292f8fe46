"""上报数: what departments counted themselves. Only what lies whole within the period, and nothing twice: the widest row wins over those it holds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from command.figures.facts import Fact, Family, Measure, Span, amounts
from command.figures.models import ReportedFigure
from command.figures.reported import NAMES, REPORTED

RAIN, NORMAL = "rain_mm", "rain_normal_mm"
MEANS = (RAIN, NORMAL)  # millimetres of two districts are averaged, not added


def read(span: Span) -> list[Fact]:
    first, last = timezone.localdate(span.start), timezone.localdate(span.end - timedelta(microseconds=1))
    rows = ReportedFigure.objects.standing().filter(area__startswith=span.area, first__gte=first, last__lte=last)
    found = rows.values_list("pk", "area", "key", "first", "last", "value", "unit", "source")
    return [
        Fact(
            "reported", pk, f"{start} – {end}", _at(start), area, f"{NAMES.get(key, key)} {value:g} {unit} {source}", None, sector="", grade=key,
            amounts=amounts(value=float(value)), until=_at(end + timedelta(days=1)),
        )
        for pk, area, key, start, end, value, unit, source in found
    ]  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def widest(facts: list[Fact]) -> list[Fact]:
    """A year's figure of the city holds its months' and its districts'; what is held is not added a second time. Rain over the same days is shared out."""
    taken: dict[str, list[Fact]] = defaultdict(list)
    for one in sorted(facts, key=lambda fact: (len(fact.area), fact.at - (fact.until or fact.at), fact.at, fact.id)):
        if not any(
            one.area.startswith(held.area) and one.at < (held.until or held.at) and held.at < (one.until or one.at)
            for held in taken[one.grade]
        ):
            taken[one.grade].append(one)
    kept = [one for rows in taken.values() for one in rows]
    beside: dict[tuple[str, datetime, datetime | None], int] = defaultdict(int)
    for one in kept:
        beside[one.grade, one.at, one.until] += 1
    return [
        one._replace(amounts={"value": one.amounts["value"] / beside[one.grade, one.at, one.until]}) if one.grade in MEANS else one
        for one in kept
    ]


def _of(key: str) -> Measure:
    name, unit = next((name, unit) for code, name, unit in REPORTED if code == key)
    return Measure(key, name, "reported", "told", FIGURES, unit, amount="value", where=lambda one: one.grade == key)


FIGURES = Family("reported", read, ("area",), widest)
MEASURES = [
    *(_of(key) for key, _, _ in REPORTED),
    Measure(
        "rain_anomaly", "降雨距平(较常年)", "reported", "anomaly", FIGURES, "%", amount="value", where=lambda one: one.grade in MEANS,
        part=lambda one: one.grade == RAIN,
    ),
]  # fmt: skip

"""信息报告: of the terms that are over, which were met in time. One not met yet and not past its time is no word about anybody."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from command.reports.owing import KINDS, LATE, MISSED, OVERDUE, PHONE, REMINDED, RUNNING, STATES, WRITTEN, ReportClock

KIND_NAMES, STATE_NAMES = dict(KINDS), dict(STATES)
NOT_IN_TIME = (LATE, MISSED, OVERDUE)


def read(span: Span) -> list[Fact]:
    rows = ReportClock.objects.filter(
        due_at__gte=span.start, due_at__lt=span.end, reporting__area__startswith=span.area, reporting__exercise_id=None
    ).exclude(state__in=(RUNNING, REMINDED))
    found = rows.values_list(
        "pk", "reporting__incident__number", "due_at", "reporting__area", "kind", "state", "reporting__incident_id",
        "reporting__incident__type_id", "met_at",
    )  # fmt: skip
    return [
        Fact(
            "report", pk, number, at, area, f"{KIND_NAMES.get(kind, kind)} {STATE_NAMES.get(state, state)}", incident, hazard, grade=kind, state=state,
            amounts=amounts(late=seconds(at, met)),
        )
        for pk, number, at, area, kind, state, incident, hazard, met in found
    ]  # fmt: skip


def in_time(one: Fact) -> bool:
    return one.state not in NOT_IN_TIME


REPORTS = Family("reports", read, ("area", "hazard", "state"))
MEASURES = [
    Measure("reports_in_time", "信息报告及时率", "reporting", "share", REPORTS, "%", part=in_time, worse="down"),
    Measure(
        "first_in_time",
        "信息首报及时率",
        "reporting",
        "share",
        REPORTS,
        "%",
        where=lambda one: one.grade in (PHONE, WRITTEN),
        part=in_time,
        worse="down",
    ),
    Measure("reports_late", "迟报、漏报数", "reporting", "count", REPORTS, "次", where=lambda one: not in_time(one), worse="up"),
]

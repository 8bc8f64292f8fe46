"""What is counted: each measure names the lines behind its number. Real rows only; of an exercise nothing counts but that it was held."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from command.drills.models import TAKEN_PLACE, DrillPlan
from command.evacuation.models import MOVED, Departure
from command.figures.rows import How, StatisticKind, StatisticLine
from command.reports.owing import LATE, MISSED, OVERDUE, RUNNING, ReportClock
from command.responses.models import END, START, UPGRADE, Change
from dispatch.alarms.models import CONFIRMING, DUPLICATE, MISFIRE, TEST, VERDICTS, Alarm
from dispatch.incidents.models import Incident, type_name
from dispatch.orders.models import ACCEPTED, Order
from dispatch.orders.models import REFUSED as ORDER_REFUSED
from realtime.clock import iso
from realtime.exercises.models import Exercise

WORDS = dict(VERDICTS)
NO_ALARM = (DUPLICATE, TEST)  # the same call once more, or nobody's call at all


@dataclass(frozen=True)
class Span:
    """`end` is exclusive."""

    area: str
    start: datetime
    end: datetime

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})


@dataclass(frozen=True)
class Measure:
    key: str
    how: How
    lines: Callable[[Span], list[StatisticLine]]


def _line(kind: StatisticKind, id: int, number: str, at: datetime, area: str, title: str, *, incident: int | None = None, counts: bool = True, amount: float | None = None) -> StatisticLine:  # fmt: skip
    return {
        "kind": kind, "id": id, "incident": incident, "number": number, "at": str(iso(at)), "area": area, "title": title,
        "counts": counts, "amount": amount,
    }  # fmt: skip


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 1) if start and end and end >= start else None


# -- alarms ----------------------------------------------------------------------------------------
def _alarms(span: Span) -> QuerySet[Alarm]:
    mine = Alarm.objects.filter(span.within("received_at"), area__startswith=span.area, exercise_id=None, test=False)
    return mine.exclude(verdict__in=NO_ALARM).order_by("-received_at")


def _alarm(row: Alarm, *, counts: bool = True, amount: float | None = None) -> StatisticLine:
    said = " ".join(part for part in (type_name(row.type) if row.type else "", row.place, WORDS.get(row.verdict, "")) if part)
    return _line("alarm", row.pk, row.number, row.received_at, row.area, said, incident=row.incident_id, counts=counts, amount=amount)


def alarms(span: Span) -> list[StatisticLine]:
    return [_alarm(row) for row in _alarms(span)]


def verified(span: Span) -> list[StatisticLine]:
    return [_alarm(row) for row in _alarms(span).filter(verdict__in=CONFIRMING)]


def judged(span: Span) -> list[StatisticLine]:
    """核实率: of those that have a verdict."""
    return [_alarm(row, counts=row.verdict in CONFIRMING) for row in _alarms(span).exclude(verdict="")]


def false_alarms(span: Span) -> list[StatisticLine]:
    return [_alarm(row, counts=row.verdict not in CONFIRMING) for row in _alarms(span).exclude(verdict="").exclude(verdict=MISFIRE)]


def acknowledged(span: Span) -> list[StatisticLine]:
    return [_alarm(row, amount=_seconds(row.received_at, row.acked_at)) for row in _alarms(span).exclude(acked_at=None)]


# -- incidents -------------------------------------------------------------------------------------
def _incidents(span: Span) -> QuerySet[Incident]:
    mine = Incident.objects.filter(span.within("opened_at"), area__startswith=span.area, exercise_id=None, merged_into=None)
    return mine.select_related("type").order_by("-opened_at")


def _incident(row: Incident, amount: float | None = None) -> StatisticLine:
    return _line(
        "incident", row.pk, row.number, row.opened_at, row.area, f"{row.type.name} {row.place}".strip(), incident=row.pk, amount=amount
    )


def incidents(span: Span) -> list[StatisticLine]:
    return [_incident(row) for row in _incidents(span)]


def deaths(span: Span) -> list[StatisticLine]:
    rows = [(row, row.figures.get("deaths")) for row in _incidents(span)]
    return [_incident(row, float(number)) for row, number in rows if isinstance(number, (int, float)) and number]


def to_order(span: Span) -> list[StatisticLine]:
    """接警→下达: from the first alarm of the incident to its first order."""
    first = dict(
        Alarm.objects.filter(incident_id__in=_incidents(span).values("pk")).values_list("incident_id").annotate(at=Min("received_at"))
    )
    ordered = _incidents(span).annotate(ordered=Min("orders__issued_at", filter=Q(orders__kind=Order.DISPATCH)))
    return [_incident(row, _seconds(first.get(row.pk), row.ordered)) for row in ordered if row.ordered and first.get(row.pk)]


# -- orders ----------------------------------------------------------------------------------------
def _orders(span: Span) -> QuerySet[Order]:
    mine = Order.objects.filter(span.within("issued_at"), incident__area__startswith=span.area, exercise_id=None, kind=Order.DISPATCH)
    return mine.select_related("incident", "unit", "assignment").order_by("-issued_at")


def _order(row: Order, *, counts: bool = True, amount: float | None = None) -> StatisticLine:
    title = f"{row.unit.name} → {row.incident.number}"
    return _line(
        "order", row.pk, row.number, row.issued_at, row.incident.area, title, incident=row.incident_id, counts=counts, amount=amount
    )


def answered(span: Span) -> list[StatisticLine]:
    """Withdrawn before anybody had to answer: asked of nobody."""
    rows = _orders(span).exclude(state="cancelled", accepted_at=None, refused_at=None)
    return [_order(row, counts=row.state in (ACCEPTED, ORDER_REFUSED) or bool(row.accepted_at or row.refused_at)) for row in rows]


def to_accept(span: Span) -> list[StatisticLine]:
    return [_order(row, amount=_seconds(row.issued_at, row.accepted_at)) for row in _orders(span).exclude(accepted_at=None)]


def to_arrive(span: Span) -> list[StatisticLine]:
    rows = _orders(span).exclude(accepted_at=None).exclude(assignment=None).exclude(assignment__arrived_at=None)
    return [_order(row, amount=_seconds(row.accepted_at, row.assignment.arrived_at)) for row in rows]


# -- what is owed, responses, people ---------------------------------------------------------------
def reports(span: Span) -> list[StatisticLine]:
    """及时率: of the terms that are over. One not met yet and not past its time is no word about anybody."""
    rows = ReportClock.objects.filter(span.within("due_at"), reporting__area__startswith=span.area, reporting__exercise_id=None)
    rows = rows.exclude(state__in=(RUNNING, "reminded")).select_related("reporting__incident").order_by("-due_at")
    return [_clock(row, counts=row.state not in (LATE, MISSED, OVERDUE)) for row in rows]


def reports_late(span: Span) -> list[StatisticLine]:
    return [line for line in reports(span) if not line["counts"]]


def _clock(row: ReportClock, *, counts: bool) -> StatisticLine:
    incident = row.reporting.incident
    title = f"{row.get_kind_display()} {row.get_state_display()}"
    return _line("report", row.pk, incident.number, row.due_at, row.reporting.area, title, incident=incident.pk, counts=counts, amount=_seconds(row.due_at, row.met_at))  # fmt: skip


def _changes(span: Span, kinds: Iterable[str]) -> QuerySet[Change]:
    mine = Change.objects.filter(span.within("effective_at"), kind__in=list(kinds), response__area__startswith=span.area)
    return mine.filter(response__exercise_id=None).select_related("response__family").order_by("-effective_at")


def responses(span: Span) -> list[StatisticLine]:
    """启动次数; a response that was upgraded is one."""
    return [_change(row) for row in _changes(span, [START])]


def response_days(span: Span) -> list[StatisticLine]:
    """响应历时: from taking effect to its end; one still in force has no length yet."""
    ended = {
        row.response_id: row.effective_at
        for row in _changes(Span(span.area, span.start, datetime.max.replace(tzinfo=span.end.tzinfo)), [END])
    }
    return [_change(row, amount=_seconds(row.effective_at, ended.get(row.response_id))) for row in _changes(span, [START])]


def _change(row: Change, amount: float | None = None) -> StatisticLine:
    one, at = row.response, row.effective_at
    assert at is not None  # asked for within a span
    return _line(
        "response",
        one.pk,
        one.number,
        at,
        one.area,
        f"{one.family.name} {row.get_level_display()}",
        incident=one.incident_id,
        amount=amount,
    )


def moved(span: Span) -> list[StatisticLine]:
    rows = Departure.objects.standing().filter(
        span.within("occurred_at"), area__startswith=span.area, outcome=MOVED, evacuation__exercise_id=None
    ).select_related("evacuation").order_by("-occurred_at")  # fmt: skip
    return [
        _line("evacuation", one.evacuation_id, one.evacuation.number, one.occurred_at, one.area, one.household, incident=one.evacuation.incident_id, amount=one.people)
        for one in rows
    ]  # fmt: skip


def drills(span: Span) -> list[StatisticLine]:
    """That they were held; nothing that happened in them stands anywhere else here."""
    rows = Exercise.objects.filter(span.within("started_at"), area__startswith=span.area).order_by("-started_at")
    return [_line("exercise", row.pk, str(row.pk), row.started_at, row.area, f"{row.name}({row.get_kind_display()})") for row in rows]


def drill_people(span: Span) -> list[StatisticLine]:
    """演练人次: as said at the end of each drill that took place."""
    rows = DrillPlan.objects.filter(span.within("started_at"), area__startswith=span.area, state__in=TAKEN_PLACE).order_by("-started_at")
    return [
        _line(
            "exercise",
            row.exercise_id,
            row.number,
            row.started_at,
            row.area,
            f"{row.title}({row.get_kind_display()})",
            amount=float(row.attended),
        )
        for row in rows
        if row.exercise_id is not None and row.started_at is not None
    ]


MEASURES: dict[str, Measure] = {
    one.key: one
    for one in [
        Measure("alarms", "count", alarms),
        Measure("verified", "count", verified),
        Measure("verified_rate", "share", judged),
        Measure("false_rate", "share", false_alarms),
        Measure("ack_p50", "p50", acknowledged),
        Measure("incidents", "count", incidents),
        Measure("deaths", "sum", deaths),
        Measure("to_order_p50", "p50", to_order),
        Measure("answered_rate", "share", answered),
        Measure("accept_p50", "p50", to_accept),
        Measure("accept_p90", "p90", to_accept),
        Measure("arrive_p50", "p50", to_arrive),
        Measure("arrive_p90", "p90", to_arrive),
        Measure("reports_in_time", "share", reports),
        Measure("reports_late", "count", reports_late),
        Measure("responses", "count", responses),
        Measure("response_p50", "p50", response_days),
        Measure("moved", "sum", moved),
        Measure("drills", "count", drills),
        Measure("drill_people", "sum", drill_people),
    ]
}


def by_kind(span: Span) -> dict[str, tuple[str, int]]:
    """Incidents by the type's own name."""
    found: dict[str, tuple[str, int]] = {}
    for row in _incidents(span):
        name, n = found.get(row.type_id, (row.type.name, 0))
        found[row.type_id] = (name, n + 1)
    return found


def by_level(span: Span) -> dict[str, tuple[str, int]]:
    """Responses by the highest level each reached."""
    best: dict[int, tuple[int, str]] = {}
    for row in _changes(span, [START, UPGRADE]):
        best[row.response_id] = min(best.get(row.response_id, (9, "")), (row.level, row.get_level_display()))
    found: dict[str, tuple[str, int]] = {}
    for level, name in best.values():
        found[str(level)] = (name, found.get(str(level), (name, 0))[1] + 1)
    return found

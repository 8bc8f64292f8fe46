"""incident → **clocks** → clerk: the terms of reporting start with the incident, follow its grade, and ring when they run out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from command.reports.owing import (
    BACKFILL,
    FINAL,
    FOLLOW,
    LATE,
    MET,
    MISSED,
    OPEN,
    OVERDUE,
    PHONE,
    REMINDED,
    RUNNING,
    WRITTEN,
    ReportClock,
    Reporting,
)  # fmt: skip
from command.reports.reckoning import Term, due, next_follow, remind, term_for
from command.reports.terms import ReportTerm
from command.responses.models import Response
from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.log import act
from realtime.rules.models import rule

CLERK = "clerk"
REMIND, DUE = "report.remind", "report.due"  # deadline kinds, by clock
WORDS = {PHONE: "电话首报", WRITTEN: "书面首报", FOLLOW: "续报", BACKFILL: "越级补报", FINAL: "终报"}


def known_terms() -> list[Term]:
    rows = ReportTerm.objects.filter(valid_from__lte=clock.now())
    return [
        Term(row.scheme, row.grade, row.event, row.phone_min, row.written_min, row.follow_min, tuple(row.follow_at), row.source, row.valid_from)
        for row in rows
    ]  # fmt: skip


def term_of(reporting: Reporting, type: str) -> Term | None:
    return term_for(known_terms(), reporting.scheme, reporting.grade, type)


def lock_reporting(incident: Incident) -> Reporting:
    """Of an incident older than this part, made now; its clocks then run from when it was opened."""
    found = Reporting.objects.select_for_update().filter(pk=incident.pk).first()
    return found or open_reporting(CLERK, incident)


def open_reporting(actor: str, incident: Incident) -> Reporting:
    """Late entry counts: what was received two hours ago is due since then."""
    signals = Alarm.objects.filter(incident_id=incident.pk).aggregate(occurred=Min("occurred_at"), received=Min("received_at"))
    received = signals["received"] or incident.opened_at
    occurred = signals["occurred"] or received
    area = incident.area
    with act(actor, incident.exercise_id) as log:
        reporting = Reporting.objects.create(
            incident=incident, area=area, scheme=str(rule("reports.scheme", area)), grade=incident.grade, first_signal_at=received,
            from_at=occurred if rule("reports.from", area) == "occurred" else received, exercise_id=incident.exercise_id,
        )  # fmt: skip
        term = term_of(reporting, incident.type_id)
        if term is not None:
            for kind, minutes in ((PHONE, term.phone_min), (WRITTEN, term.written_min)):
                if (due_at := due(reporting.from_at, minutes)) is not None:
                    _start(reporting, kind, reporting.from_at, due_at, term.source)
        tell(log, [reporting.stream], "reporting.opened", None, reporting.row(), area=area)
    return reporting


def _start(reporting: Reporting, kind: str, from_at: datetime, due_at: datetime, source: str) -> ReportClock:
    remind_at = remind(from_at, due_at, float(rule("reports.remind_before_min", reporting.area)))
    running = ReportClock.objects.create(
        reporting=reporting, kind=kind, from_at=from_at, remind_at=remind_at, due_at=due_at, source=source[:200]
    )
    _set(running, reporting)
    return running


def _set(running: ReportClock, reporting: Reporting) -> None:
    now = clock.now()
    if running.state == RUNNING:
        set_deadline(REMIND, running.pk, max(0.0, (running.remind_at - now).total_seconds()), exercise=reporting.exercise_id)
    if running.state in (RUNNING, REMINDED):
        set_deadline(DUE, running.pk, max(0.0, (running.due_at - now).total_seconds()), exercise=reporting.exercise_id)


def regrade(actor: str, incident: Incident) -> None:
    """The grade, proposed or confirmed, decides the term: a graver one draws what still runs nearer, a lighter one gives nobody more time
    than they were told."""
    with act(actor, incident.exercise_id) as log:
        reporting = lock_reporting(incident)
        if reporting.grade == incident.grade:
            return
        before = reporting.row()
        reporting.grade = incident.grade
        reporting.save(update_fields=["grade"])
        term = term_of(reporting, incident.type_id)
        minutes = {PHONE: term.phone_min, WRITTEN: term.written_min} if term else {}
        for running in reporting.clocks.filter(state__in=(RUNNING, REMINDED), kind__in=(PHONE, WRITTEN)):
            due_at = due(running.from_at, minutes.get(running.kind))
            if due_at is not None and term is not None and due_at < running.due_at:
                running.due_at, running.source = due_at, term.source[:200]
                running.remind_at = min(
                    running.remind_at, remind(running.from_at, due_at, float(rule("reports.remind_before_min", reporting.area)))
                )
                running.save(update_fields=["due_at", "remind_at", "source"])
                _set(running, reporting)
        _tell(log, reporting, "regraded", before)


def reset_start(actor: str, reporting: Reporting, alarm: Alarm) -> None:
    """An alarm that was received earlier than what we counted from draws everything that still runs with it."""
    at = (alarm.occurred_at if rule("reports.from", reporting.area) == "occurred" else None) or alarm.received_at
    if at >= reporting.from_at:
        return
    by = reporting.from_at - at
    with act(actor, reporting.exercise_id) as log:
        before = reporting.row()
        reporting.from_at, reporting.first_signal_at = at, min(at, alarm.received_at, reporting.first_signal_at or at)
        reporting.save(update_fields=["from_at", "first_signal_at"])
        for running in reporting.clocks.filter(state__in=OPEN, kind__in=(PHONE, WRITTEN)):
            running.from_at, running.remind_at, running.due_at = running.from_at - by, running.remind_at - by, running.due_at - by
            running.save(update_fields=["from_at", "remind_at", "due_at"])
            _set(running, reporting)
        _tell(log, reporting, "changed", before)


def meet(actor: str, reporting: Reporting, kind: str, at: datetime) -> None:
    """What was owed was done at that time: in time, or late. Nothing where nothing of the kind is owed."""
    running = reporting.clocks.filter(kind=kind, state__in=OPEN).first()
    if running is None:
        return
    with act(actor, reporting.exercise_id) as log:
        before = reporting.row()
        running.met_at, running.state = at, LATE if at > running.due_at else MET
        running.save(update_fields=["met_at", "state"])
        clear_deadline(REMIND, running.pk)
        clear_deadline(DUE, running.pk)
        _tell(log, reporting, "met", before)


def first_reported(actor: str, reporting: Reporting, at: datetime) -> None:
    if reporting.first_report_at is not None and reporting.first_report_at <= at:
        return
    with act(actor, reporting.exercise_id) as log:
        before = reporting.row()
        reporting.first_report_at = at
        reporting.save(update_fields=["first_report_at"])
        _tell(log, reporting, "changed", before)


def owe_follow_up(actor: str, reporting: Reporting, incident: Incident, since: datetime) -> None:
    """After a written report the next one: by the source's interval, the daily hours, or the active response's level."""
    if not incident.open or incident.phase not in ("opened", "responding", "on_scene", "controlled"):
        return
    term = term_of(reporting, incident.type_id)
    due_at = next_follow(since, term, _level_interval(incident))
    if due_at is None or reporting.clocks.filter(kind=FOLLOW, state__in=OPEN).exists():
        return
    owe(actor, reporting, FOLLOW, since, due_at, term.source if term else "按响应级别续报间隔")


def owe(actor: str, reporting: Reporting, kind: str, since: datetime, due_at: datetime, source: str) -> None:
    if reporting.clocks.filter(kind=kind, state__in=OPEN).exists():
        return
    with act(actor, reporting.exercise_id) as log:
        before = reporting.row()
        _start(reporting, kind, since, due_at, source)
        _tell(log, reporting, "changed", before)


def _level_interval(incident: Incident) -> float | None:
    """Minutes between reports while a response is active here; the finest level speaks."""
    level = response_level(incident)
    intervals = rule("reports.level_interval_min", incident.area)
    return float(intervals[str(level)]) if level is not None and str(level) in intervals else None


def response_level(incident: Incident) -> int | None:
    """Ⅰ = 1 … Ⅳ = 4, the gravest active response of its area. None where nothing is active."""
    level = Response.objects.active(incident.area, incident.exercise_id).values_list("level", flat=True).first()
    return None if level is None else max(1, level)  # beyond Ⅰ nobody reports more often than at Ⅰ


def owe_final(actor: str, incident: Incident) -> None:
    with act(actor, incident.exercise_id):
        reporting = lock_reporting(incident)
        minutes = float(rule("reports.final_min", incident.area))
        now = clock.now()
        owe(actor, reporting, FINAL, now, now + timedelta(minutes=minutes), "险情排除后一小时内终报(全情)")


def stop_clocks(actor: str, incident: Incident, kinds: tuple[str, ...], *, missed: bool) -> None:
    """The event ended without what was owed: 漏报. Or it flamed up again, and the final report is not due yet: forgotten."""
    with act(actor, incident.exercise_id) as log:
        reporting = lock_reporting(incident)
        before = reporting.row()
        for running in reporting.clocks.filter(kind__in=kinds, state__in=OPEN):
            clear_deadline(REMIND, running.pk)
            clear_deadline(DUE, running.pk)
            if missed:
                running.state = MISSED
                running.save(update_fields=["state"])
            else:
                running.delete()
        _tell(log, reporting, "changed", before)


def remind_due(clock_id: int) -> None:
    """The clerk's."""
    _pass(clock_id, (RUNNING,), REMINDED, "reminded")


def clock_due(clock_id: int) -> None:
    """The clerk's: the term is over and nothing was sent. The desk hears it as an alarm."""
    late = _pass(clock_id, (RUNNING, REMINDED), OVERDUE, "overdue")
    if late is None:
        return
    incident = late.reporting.incident
    raise_alarm(
        actor=CLERK, source="system", urgency="urgent", lon=None, lat=None, area=incident.area, place="信息报告",
        text=f"事件 {incident.number} {WORDS[late.kind]}已过时限({late.source}),请立即报告。", device=f"system:report-clock:{late.pk}",
        exercise=incident.exercise_id,
    )  # fmt: skip


def _pass(clock_id: int, states: tuple[str, ...], state: str, verb: str) -> ReportClock | None:
    found = ReportClock.objects.select_related("reporting__incident").filter(pk=clock_id).first()
    if found is None:
        return None
    with act(CLERK, found.reporting.exercise_id) as log:
        reporting = Reporting.objects.select_for_update().get(pk=found.reporting_id)
        found.refresh_from_db(fields=["state"])
        if found.state not in states:
            return None
        before = reporting.row()
        found.state = state
        found.save(update_fields=["state"])
        _tell(log, reporting, verb, before)
    return found


def _tell(log: object, reporting: Reporting, verb: str, before: object) -> None:
    reporting = Reporting.objects.prefetch_related("clocks").get(pk=reporting.pk)
    tell(log, [reporting.stream], f"reporting.{verb}", before, reporting.row(), area=reporting.area)  # type: ignore[arg-type]


def shift_clocks(exercise_id: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens show runs with it."""
    for reporting in Reporting.objects.select_for_update().filter(exercise_id=exercise_id):
        with act("system", exercise_id) as log:
            before = reporting.row()
            for running in reporting.clocks.filter(state__in=OPEN):
                running.from_at, running.remind_at, running.due_at = running.from_at - by, running.remind_at - by, running.due_at - by
                running.save(update_fields=["from_at", "remind_at", "due_at"])
            _tell(log, reporting, "changed", before)

"""Verbs on a signed report: send, receipt from the level above, return; and the duty to make good what a level was skipped."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.reports.actions import exercise_of, lock_report, move
from command.reports.clocks import first_reported, lock_reporting, meet, owe, owe_follow_up
from command.reports.models import DONE, RECEIVED, RETURNED, SENT, SUPERSEDED, Receipt, Report
from command.reports.owing import BACKFILL, FINAL, FOLLOW, WRITTEN
from dispatch.alarms.actions import raise_alarm
from dispatch.incidents.actions import lock_incident
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

UNRECEIVED = "report.unreceived"  # deadline kind, by report
WAYS = {"system": "系统", "network": "政务外网", "fax": "传真", "paper": "机要、专人"}


def send_report(*, actor: str, name: str, report_id: int, way: str) -> Report:
    """Out of the house. Its clock stops now; the next one starts."""
    with act(actor, exercise_of(report_id)) as log:
        held = Report.objects.filter(pk=report_id).values_list("incident_id", flat=True).first()
        incident = lock_incident(held) if held else None  # before the report, as drafting locks them
        report = lock_report(report_id)
        before = report.row()
        move(report, SENT)
        now = clock.now()
        report.sent_name, report.sent_at, report.sent_by_way = name, now, way
        report.save()
        tell(log, report.streams, "info_report.sent", before, report.row(), area=report.area)
        set_deadline(UNRECEIVED, report.pk, float(rule("reports.receipt_min", report.area)) * 60, exercise=report.exercise_id)
        if incident is not None:
            reporting = lock_reporting(incident)
            first_reported(actor, reporting, now)
            meet(actor, reporting, {"first": WRITTEN, "follow": FOLLOW, "final": FINAL}[report.kind], now)
            if report.kind == "final":
                meet(actor, reporting, FOLLOW, now)
            else:
                owe_follow_up(actor, reporting, incident, now)
            if report.skip:
                owe(
                    actor,
                    reporting,
                    BACKFILL,
                    now,
                    now + timedelta(minutes=float(rule("reports.backfill_min", report.area))),
                    f"越级报告须补报{report.skipped}",
                )
    return report  # fmt: skip


def receive_report(
    *, actor: str, report_id: int, org: str, name: str, received_at: datetime | None = None, note: str = ""
) -> Report:  # fmt: skip
    """One receipt per office. Of a skipped level it settles the duty to back-fill; the addressee's ends the wait."""
    with act(actor, exercise_of(report_id)) as log:
        held = Report.objects.filter(pk=report_id).values_list("incident_id", flat=True).first()
        incident = lock_incident(held) if held else None
        report = lock_report(report_id)
        before = report.row()
        now = clock.now()
        at = received_at or now
        if report.sent_at is None or report.state not in (SENT, RECEIVED, SUPERSEDED, DONE):
            raise Problem("wrong_state", f"报告处于“{report.get_state_display()}”,还没有报出。")
        if not report.sent_at <= at <= now:
            raise Problem("invalid", "签收时间应在报出之后、现在之前。", where=["received_at"])
        _, made = Receipt.objects.get_or_create(
            report=report,
            org=org.strip()[:120],
            defaults={"name": name.strip()[:60], "note": note.strip()[:300], "received_at": at, "by": actor},
        )
        if not made:
            return report
        clear_deadline(UNRECEIVED, report.pk)
        if report.state == SENT:
            move(report, RECEIVED)
            if report.kind == "final":
                move(report, DONE)
            report.save(update_fields=["state"])
        tell(log, report.streams, "info_report.received", before, report.row(), area=report.area)
        _supersede(actor, report)
        if incident is not None and report.skip and org.strip() == report.skipped:
            meet(actor, lock_reporting(incident), BACKFILL, at)
    return report


def _supersede(actor: str, report: Report) -> None:
    """What the level above has now takes the place of the papers before it."""
    if report.incident_id is None:
        return
    with act(actor, report.exercise_id) as log:
        for old in Report.objects.select_for_update().filter(incident=report.incident_id, pk__lt=report.pk, state=RECEIVED).order_by("pk"):
            before = old.row()
            move(old, SUPERSEDED)
            old.save(update_fields=["state"])
            tell(log, old.streams, "info_report.superseded", before, old.row(), area=old.area)


def return_report(*, actor: str, report_id: int, org: str, reason: str) -> Report:
    """退回: the level above wants it put right; the number stays."""
    with act(actor, exercise_of(report_id)) as log:
        report = lock_report(report_id)
        before = report.row()
        move(report, RETURNED)
        report.returned_at, report.returned_name, report.returned_why = clock.now(), org.strip()[:60], reason.strip()[:300]
        report.save()
        clear_deadline(UNRECEIVED, report.pk)
        tell(log, report.streams, "info_report.returned", before, report.row(), area=report.area)
    return report


def unreceived(report_id: int) -> None:
    """The clerk's: sent, and nobody above says that they have it."""
    report = Report.objects.filter(pk=report_id, state=SENT).first()
    if report is None:
        return
    raise_alarm(
        actor="clerk", source="system", urgency="normal", lon=None, lat=None, area=report.area, place="信息报告",
        text=f"{report.number_text or report.title} 报出后无人签收,请电话核实{report.to}是否收到。", device=f"system:report:{report.pk}",
        exercise=report.exercise_id,
    )  # fmt: skip

"""What reporting leaves waiting: papers to sign, put right, send and see received; terms that run; a leader's words to act on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from command.instructions.models import GOING, Instruction
from command.reports.models import RETURNED, REVIEW, SENT, SIGNED, Report
from command.reports.owing import OVERDUE, REMINDED, ReportClock
from dispatch.incidents.models import Incident
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world


def reports(who: Caller) -> list[Waiting]:
    """To sign for who may; to put right, send and ask after for who writes."""
    sign = inside(who, "report.sign", "area") & Q(state=REVIEW)
    write = inside(who, "report.write", "area") & Q(state__in=(SIGNED, SENT, RETURNED))
    rows = Report.objects.filter(sign | write, in_the_world(), archived=False).order_by("pk")[:MOST]
    return [
        {
            "kind": "report", "id": row.pk, "title_code": f"report_{row.state}", "values": {"title": row.title, "number": row.number_text}, "area": row.area,
            "since": iso(row.submitted_at if row.state == REVIEW else row.sent_at or row.signed_at or row.created_at), "due_at": None,
            "incident": row.incident_id,
        }
        for row in rows
    ]  # fmt: skip


def owed(who: Caller) -> list[Waiting]:
    """Terms that end soon, or are over with nothing sent."""
    rows = ReportClock.objects.filter(
        inside(who, "report.write", "reporting__area"), state__in=(REMINDED, OVERDUE), reporting__archived=False
    )
    rows = rows.filter(reporting__incident__in=_in_the_world())
    return [
        {
            "kind": "report_clock", "id": row.pk, "title_code": "report_owed",
            "values": {"what": row.get_kind_display(), "number": row.reporting.incident.number, "place": row.reporting.incident.place},
            "area": row.reporting.area, "since": iso(row.from_at), "due_at": iso(row.due_at), "incident": row.reporting_id,
        }
        for row in rows.select_related("reporting__incident").order_by("due_at")[:MOST]
    ]  # fmt: skip


def _in_the_world() -> Any:
    return Incident.objects.filter(in_the_world()).values("pk")


def instructions(who: Caller) -> list[Waiting]:
    """For the desk that follows them, and for whom they are addressed to."""
    mine = inside(who, "instruction.record", "area") | Q(addressees__person__user=who.user_id)
    rows = Instruction.objects.filter(mine, in_the_world(), state__in=GOING, archived=False).distinct().order_by("due_at", "pk")[:MOST]
    return [
        {
            "kind": "instruction", "id": row.pk, "title_code": "instruction", "values": {"leader": row.leader_name, "text": row.text[:80]}, "area": row.area,
            "since": iso(row.given_at), "due_at": iso(row.due_at), "incident": row.incident_id,
        }
        for row in rows
    ]  # fmt: skip

"""What the duty leaves waiting: a hand-over to sign, swaps to approve."""

from __future__ import annotations

from django.db.models import Q

from command.duty.models import ASKED, DutySwap
from command.duty.records import Handover
from command.inbox.dispatching import inside
from command.inbox.rows import Waiting
from realtime.accounts.may import Caller
from realtime.clock import iso


def handovers(who: Caller) -> list[Waiting]:
    """First of the one who goes, then of the one who comes."""
    gives, takes = Q(outgoing=who.user_id, given_at=None), Q(incoming=who.user_id, taken_at=None) & ~Q(given_at=None)
    rows = Handover.objects.filter(gives | takes, state=Handover.OPEN).select_related("outgoing", "incoming")
    return [
        {
            "kind": "handover", "id": row.pk, "title_code": "handover_give" if row.outgoing_id == who.user_id else "handover_take",
            "values": {"name": row.incoming.name if row.outgoing_id == who.user_id else row.outgoing.name}, "area": row.area,
            "since": iso(row.given_at or row.opened_at), "due_at": None, "incident": None,
        }
        for row in rows
    ]  # fmt: skip


def swaps(who: Caller) -> list[Waiting]:
    """Due when the shift begins."""
    rows = DutySwap.objects.filter(inside(who, "duty.manage", "area"), state=ASKED).exclude(asked_by=who.actor)
    return [
        {
            "kind": "swap", "id": row.pk, "title_code": "swap", "values": {"from": row.was.name, "to": row.to.name, "role": row.shift.role.name},
            "area": row.area, "since": iso(row.asked_at), "due_at": iso(row.shift.starts_at), "incident": None,
        }
        for row in rows.select_related("was", "to", "shift__role").order_by("pk")
    ]  # fmt: skip

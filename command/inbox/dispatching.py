"""What dispatch leaves waiting: orders nobody answered, calls that ask for a hand, words asked of another."""

from __future__ import annotations

from django.db.models import Q

from command.inbox.rows import Waiting
from dispatch.authority.models import ASKED, Approval
from dispatch.callout.models import UNSETTLED, Call
from dispatch.orders.models import Order, Recipient
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world

MOST = 100  # of one kind; who has more waiting needs help, no longer list
UNANSWERED = ("issued", "sent", "delivered", "read", "expired")
COPY = 9  # Recipient.rank of a copy: told, not asked


def inside(who: Caller, verb: str, field: str) -> Q:
    """Rows of the areas where this caller may do it."""
    areas = Q(pk__in=[])
    for grant in who.grants:
        if grant.has(verb):
            areas |= Q(**{f"{field}__startswith": grant.area})
    return areas


def orders(who: Caller) -> list[Waiting]:
    """For the desk that gave them, until they are answered; for the person they were given to, until they answer."""
    mine = Q(issued_by=who.actor) | Q(
        pk__in=Recipient.objects.filter(principal=who.actor, rank__lt=COPY, state__in=UNANSWERED).values("order")
    )  # fmt: skip
    rows = (
        Order.objects.filter(mine, in_the_world(), state__in=UNANSWERED)
        .exclude(incident__phase="closed")
        .select_related("unit", "incident")
    )
    return [
        {
            "kind": "order", "id": row.pk, "title_code": "order_given" if row.issued_by == who.actor else "order_mine",
            "values": {"unit": row.unit.name, "number": row.number, "task": row.task[:80]}, "area": row.incident.area, "since": iso(row.issued_at),
            "due_at": iso(row.due_at), "incident": row.incident_id,
        }
        for row in rows.order_by("due_at", "pk")[:MOST]
    ]  # fmt: skip


def calls(who: Caller) -> list[Waiting]:
    """The ladder has no more machine to try, or this person took it in hand and it is not finished."""
    asked = inside(who, "callout.start", "callout__area") & Q(officer=True) & ~Q(state="taken_over")
    rows = Call.objects.filter(
        asked | Q(taken_by=who.actor, state="taken_over"), in_the_world(), state__in=UNSETTLED, callout__archived=False
    )
    return [
        {
            "kind": "call", "id": row.pk, "title_code": "call_taken" if row.taken_by == who.actor else "call_officer",
            "values": {"name": f"{row.org}{row.title} {row.name}".strip()}, "area": row.callout.area, "since": iso(row.taken_at or row.started_at),
            "due_at": None, "incident": row.callout.incident_id,
        }
        for row in rows.filter(callout__stopped_at=None).select_related("callout").order_by("pk")[:MOST]
    ]  # fmt: skip


def approvals(who: Caller) -> list[Waiting]:
    """Asked of a role this person holds there; nobody approves their own."""
    rows = Approval.objects.filter(inside(who, "authority.approve", "area"), in_the_world(), state=ASKED, archived=False)
    return [
        {
            "kind": "approval", "id": row.pk, "title_code": "approval", "values": {"what": row.get_what_display(), "name": row.asked_name},
            "area": row.area, "since": iso(row.asked_at), "due_at": iso(row.due_at), "incident": row.incident_id,
        }
        for row in rows.exclude(asked_by=who.actor).order_by("pk")[:MOST]
        if any(grant.role in row.approvers and row.area.startswith(grant.area) for grant in who.grants)
    ]  # fmt: skip

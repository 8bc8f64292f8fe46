"""What belongs to the person on the phone: unit, terminal, orders with their words."""

from __future__ import annotations

from typing import Any

from devices.terminals.actions import AlreadyRegistered, register_terminal
from devices.terminals.models import Terminal
from dispatch.orders.acks import MEMBER_RANK
from dispatch.orders.models import WITHDRAWN, Order, Recipient
from dispatch.teams.models import Member, Unit
from realtime.accounts.may import Caller

ADAPTER = "field"  # the page itself; it has no wire format of its own
FIELD_INTERVAL_S = 10  # the page sends every 5 s or 10 m; twice that is still regular


def my_unit(who: Caller) -> Unit | None:
    member = Member.objects.select_related("unit").filter(user_id=who.user_id).order_by("id").first() if who.user_id else None
    return member.unit if member else None


def my_terminal(who: Caller) -> Terminal | None:
    """The phone page of a unit's member speaks for the unit's marker; it is registered when it first does."""
    unit = my_unit(who)
    if unit is None:
        return None
    name = f"user-{who.user_id}"
    known = Terminal.objects.live().filter(adapter=ADAPTER, external_id=name).first()
    if known is not None:
        return known
    try:
        return register_terminal(
            actor=who.actor,
            adapter=ADAPTER,
            external_id=name,
            kind="phone",
            area=unit.area,
            label=unit.name,
            subject=unit.subject,
            expected_interval_s=FIELD_INTERVAL_S,
        )
    except AlreadyRegistered as twin:  # the page's first two requests came together
        return twin.terminal


def my_orders(who: Caller) -> list[dict[str, Any]]:
    """Newest first; of incidents still on the board, not withdrawn, not released. `speaks`: this person answers for the unit."""
    ranks = dict(Recipient.objects.filter(principal=who.actor).values_list("order_id", "rank"))
    orders = (
        Order.objects.filter(recipients__principal=who.actor, incident__archived=False)
        .exclude(state=WITHDRAWN)
        .exclude(assignment__state="released")
        .select_related("incident")
        .order_by("-id")
    )
    return [
        order.row()
        | {
            "speaks": ranks[order.pk] < MEMBER_RANK,
            "task": order.task,
            "text": order.task,
            "issued_name": order.issued_name,
            "incident": order.incident.row() | {"text": order.incident.text},
        }
        for order in orders[:20]
    ]


def is_called(who: Caller, incident_id: int) -> bool:
    """Has this person an order of this incident?"""
    return Recipient.objects.filter(order__incident=incident_id, principal=who.actor).exists()

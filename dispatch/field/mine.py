"""What belongs to the person on the phone: unit, terminal, orders with their words."""

from __future__ import annotations

from typing import Any

from devices.terminals.actions import AlreadyRegistered, register_terminal
from devices.terminals.models import Terminal
from dispatch.orders.models import Assignment, Order, Recipient
from dispatch.orders.states import CANCELLED, COPY, MEMBER, PLANNED, RELEASED
from dispatch.teams.models import Member, Unit
from realtime.accounts.may import Caller
from realtime.exercises.models import Exercise

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
    """Newest first; of incidents still on the board, not cancelled, not released, nothing of a table-top exercise.

    `speaks`: this person answers for the unit. `assignment`: where the unit is on its way there, or home.
    """
    mine = Recipient.objects.filter(principal=who.actor).exclude(rank=COPY)
    ranks = dict(mine.values_list("order_id", "rank"))
    tabletops = Exercise.objects.filter(kind=Exercise.TABLETOP).values("pk")
    found = (
        Order.objects.filter(recipients__in=mine, incident__archived=False)
        .exclude(state=CANCELLED)
        .exclude(assignment__state=RELEASED)
        .exclude(exercise_id__in=tabletops)
        .select_related("incident")
        .order_by("-id")
    )
    orders = list(found[:20])
    legs = {
        (row.unit_id, row.incident_id): row
        for row in Assignment.objects.filter(incident__in={order.incident_id for order in orders}).select_related("incident").order_by("id")
        if row.state != PLANNED
    }
    return [
        order.row()
        | {
            "speaks": ranks[order.pk] < MEMBER,
            "task": order.task,
            "text": order.task,
            "issued_name": order.issued_name,
            "incident": order.incident.row() | {"text": order.incident.text},
            "assignment": leg.row() if (leg := legs.get((order.unit_id, order.incident_id))) else None,
        }
        for order in orders
    ]


def is_called(who: Caller, incident_id: int) -> bool:
    """Has this person's unit an order of this incident? A copy for the levels between gives no word on the timeline."""
    return Recipient.objects.filter(order__incident=incident_id, principal=who.actor).exclude(rank=COPY).exists()

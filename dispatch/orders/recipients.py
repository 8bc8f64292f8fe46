"""Whom an order goes to: the unit's people with an account, the terminals that speak for the unit, and a copy to the levels between."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.orders.models import Order, Recipient
from dispatch.orders.states import COPY, TERMINAL
from dispatch.teams.models import Member
from realtime.clock import iso

ORDER_ADAPTERS = ("radio",)  # protocols whose terminals can show an order and answer it


def address(order: Order, copies: Sequence[str]) -> None:
    """Create recipients and queue downlinks in the caller's transaction; `copies` are the actors of the levels between.

    A table-top exercise reaches its own drill terminals only: no real radio shows it and no phone rings.
    """
    members = Member.objects.filter(unit=order.unit, user__is_active=True).select_related("user")
    rows = [Recipient(order=order, principal=member.user.actor, rank=Member.RANK[member.role]) for member in members]
    terminals = list(Terminal.objects.live().filter(subject_id=order.unit_id, adapter__in=ORDER_ADAPTERS))
    rows += [Recipient(order=order, principal=f"terminal:{terminal.pk}", rank=TERMINAL) for terminal in terminals]
    known = {row.principal for row in rows} | {order.issued_by}
    copies = [actor for actor in copies if actor not in known]
    rows += [Recipient(order=order, principal=actor, rank=COPY) for actor in copies]
    Recipient.objects.bulk_create(rows)
    if copies:
        order.copies = len(copies)
        order.save(update_fields=["copies"])
    for terminal in terminals_of(order):
        send_order(order, terminal)


def terminals_of(order: Order) -> list[Terminal]:
    """Live terminals among the recipients that this order may reach."""
    principals = order.recipients.filter(principal__startswith="terminal:").values_list("principal", flat=True)
    return list(
        Terminal.objects.live().reached_in(order.exercise_id).filter(pk__in=[int(principal.split(":")[1]) for principal in principals])
    )


def send_order(order: Order, terminal: Terminal) -> None:
    """One message to one terminal; docs/devices.md describes it. Expires with the day, never retained."""
    incident = order.incident
    payload = {
        "type": "order", "order": order.pk, "number": order.number, "kind": order.kind, "urgency": order.urgency, "task": order.task,
        "place": incident.place, "lon": incident.lon, "lat": incident.lat, "channel": order.radio_channel, "due": iso(order.due_at),
    }  # fmt: skip
    # The same id with every resend: a terminal remembers ids and obeys each once. With its instant, since a restored backup gives numbers again.
    sent_as = uuid5(NAMESPACE_OID, f"order {order.pk} {order.issued_at.timestamp():.6f} {terminal.pk}")
    send_downlink(terminal=terminal, kind="order", payload=payload, order_id=order.pk, correlation=sent_as)


def send_cancel(order: Order) -> None:
    """What was ordered is taken back; no `order_id` on the message, so that its way is not taken for the order's."""
    for terminal in terminals_of(order):
        send_downlink(terminal=terminal, kind="cancel", payload={"type": "cancel", "order": order.pk, "number": order.number})

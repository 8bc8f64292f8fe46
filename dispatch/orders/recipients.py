"""Whom an order goes to: the unit's people with an account, and the terminals that speak for the unit."""

from __future__ import annotations

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.orders.models import Order, Recipient
from dispatch.teams.models import Member
from realtime.clock import iso

TERMINAL_RANK = 3  # after commander 0, deputy 1, member 2
ORDER_ADAPTERS = ("radio",)  # protocols whose terminals can show an order and answer it


def address(order: Order) -> None:
    """Create recipients and queue downlinks in the caller's transaction."""
    members = Member.objects.filter(unit=order.unit, user__is_active=True).select_related("user")
    rows = [Recipient(order=order, principal=member.user.actor, rank=Member.RANK[member.role]) for member in members]
    terminals = list(Terminal.objects.live().filter(subject_id=order.unit_id, adapter__in=ORDER_ADAPTERS))
    rows += [Recipient(order=order, principal=f"terminal:{terminal.pk}", rank=TERMINAL_RANK) for terminal in terminals]
    Recipient.objects.bulk_create(rows)
    for terminal in terminals:
        send_order(order, terminal)


def send_order(order: Order, terminal: Terminal) -> None:
    """One message to one terminal; docs/devices.md describes it. Expires with the day, never retained."""
    incident = order.incident
    payload = {
        "type": "order", "order": order.pk, "number": order.number, "kind": order.kind, "urgency": order.urgency, "task": order.task,
        "place": incident.place, "lon": incident.lon, "lat": incident.lat, "channel": order.radio_channel, "due": iso(order.due_at),
    }  # fmt: skip
    send_downlink(terminal=terminal, kind="order", payload=payload, order_id=order.pk)

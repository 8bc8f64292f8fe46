"""inbox → **from_devices** → order: receipts that terminals send over MQTT."""

from __future__ import annotations

from devices.inbox.models import Inbox
from devices.readings import Receipt
from devices.terminals.models import Terminal
from dispatch.orders.acks import acknowledge_order
from realtime.codes import Problem


def take_receipt(reading: Receipt, terminal: Terminal | None, inbox: Inbox) -> None:
    """An unregistered terminal, or one the order was not for, changes nothing; the row stays in the inbox as evidence."""
    if terminal is None:
        return
    principal = f"terminal:{terminal.pk}"
    try:
        acknowledge_order(
            actor=principal, order_id=reading.order, principal=principal, kind=reading.kind, said_at=reading.at, reason=reading.reason
        )
    except Problem as problem:
        if problem.code not in ("not_found", "forbidden"):
            raise

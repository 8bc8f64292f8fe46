"""inbox → **from_devices** → order: receipts that terminals send over MQTT."""

from __future__ import annotations

from devices.inbox.models import Inbox
from devices.readings import Receipt
from devices.terminals.models import Downlink, Terminal
from dispatch.orders.acks import acknowledge_order, exercise_of
from dispatch.orders.belief import risen
from dispatch.orders.models import Order
from dispatch.orders.states import SENT
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


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


def take_sent(downlink: Downlink) -> None:
    """The broker has the order: `sent`. It says nothing about the terminal."""
    if downlink.order_id is None:
        return
    with act("clerk", exercise_of(downlink.order_id)) as log:
        order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=downlink.order_id).first()
        if order is None or order.sent_at is not None:
            return
        before = order.row()
        order.sent_at, order.state = clock.now(), risen(order.state, SENT)
        order.save(update_fields=["sent_at", "state"])
        tell(log, order.streams, "order.sent", before, order.row(), area=order.incident.area)

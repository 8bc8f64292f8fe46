"""clerk → **escalation** → order: what happens while nobody answers (P5). Both handlers run inside the clerk's action."""

from __future__ import annotations

from datetime import timedelta

from devices.terminals.models import Terminal
from dispatch.alarms.actions import raise_alarm
from dispatch.orders.actions import ESCALATE, FIRST_RESEND_S, RESEND
from dispatch.orders.models import ACCEPTED, ARRIVED, DELIVERED, RANK, REFUSED, WITHDRAWN, Order, Recipient
from dispatch.orders.recipients import send_order
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.log import act
from realtime.rules.models import rule

CLERK = "clerk"
RESENDS = 4  # 5, 10, 20, 40 s: then the escalation's clock takes over
SETTLED = (ACCEPTED, REFUSED, ARRIVED, WITHDRAWN)


def resend_order(order_id: int) -> None:
    """To every terminal that has not said `delivered`; the terminal drops ids it has seen."""
    order = Order.objects.select_related("incident").get(pk=order_id)
    if order.state in SETTLED:
        return
    silent = list(Recipient.objects.filter(order=order, principal__startswith="terminal:", attempts__lt=RESENDS).select_for_update())
    silent = [recipient for recipient in silent if RANK[recipient.state] < RANK[DELIVERED]]
    for recipient in silent:
        recipient.attempts += 1
        recipient.save(update_fields=["attempts"])
        terminal = Terminal.objects.live().filter(pk=recipient.principal.split(":")[1]).first()
        if terminal is not None:
            send_order(order, terminal)
    if silent:
        set_deadline(RESEND, order.pk, FIRST_RESEND_S * 2 ** max(recipient.attempts for recipient in silent), exercise=order.exercise_id)


def escalate_order(order_id: int) -> None:
    """First: send everything again and turn the order's clock. Then: an alarm at the desk, by name, until the rule's limit."""
    order = Order.objects.select_for_update(of=("self",)).select_related("incident", "unit").get(pk=order_id)
    if order.state in SETTLED:
        return
    most = int(rule("order.escalations", order.incident.area))
    if order.escalation >= most:
        return
    with act(CLERK) as log:
        before = order.row()
        order.escalation += 1
        order.due_at = clock.now() + timedelta(seconds=order.ack_within_s)
        order.save(update_fields=["escalation", "due_at"])
        tell(log, order.streams, "order.escalated", before, order.row(), area=order.incident.area)
        order.recipients.update(attempts=0)
        set_deadline(RESEND, order.pk, 0, exercise=order.exercise_id)
        if order.escalation >= int(rule("order.alarm_at_escalation", order.incident.area)):
            _alarm(order)
        set_deadline(ESCALATE, order.pk, order.ack_within_s, exercise=order.exercise_id)


def _alarm(order: Order) -> None:
    raise_alarm(
        actor=CLERK, source="system", urgency="urgent", lon=order.incident.lon, lat=order.incident.lat, area=order.incident.area,
        type=order.incident.type_id, place=order.incident.place, text=f"调度令 {order.number} 下达后 {order.unit.name} 未签收,请改用电台或电话联系。",
        subject_id=order.unit_id, device=f"order:{order.pk}", exercise=order.exercise_id,
    )  # fmt: skip

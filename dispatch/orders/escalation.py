"""clerk → **escalation** → order: reminders that are no rung of the ladder, and the clerk's names of all of them."""

from __future__ import annotations

from dispatch.orders import desk
from dispatch.orders.ladder import escalate_order, expire_order, resend_order
from dispatch.orders.models import Order

__all__ = ["escalate_order", "expire_order", "remind_return", "resend_order"]


def remind_return(order_id: int) -> None:
    """A borrowed team is still out at the hour it was to be back."""
    order = Order.objects.select_related("incident", "unit", "assignment").get(pk=order_id)
    if order.assignment.state == "open":
        desk.alarm_return(order)

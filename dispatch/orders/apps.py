from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "dispatch.orders"
    label = "orders"
    verbose_name = "调度令"

    def ready(self) -> None:
        from devices import handlers
        from devices.readings import Receipt
        from dispatch import snapshot
        from dispatch.orders import kinds
        from dispatch.orders.actions import ESCALATE, RESEND
        from dispatch.orders.escalation import escalate_order, resend_order
        from dispatch.orders.from_devices import take_receipt, take_sent
        from dispatch.orders.models import Assignment, Order
        from realtime.clerk.deadlines import on_due
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "assignments", snapshot.assignments)
        register("area", "orders", snapshot.orders)
        register("user", "orders", snapshot.orders_of_user)
        register("incident", "assignments", snapshot.of_incident(Assignment, "incident"))
        register("incident", "orders", snapshot.of_incident(Order, "incident"))
        on_due(ESCALATE, escalate_order)
        on_due(RESEND, resend_order)
        handlers.register(Receipt, take_receipt)
        handlers.on_sent(take_sent)

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "dispatch.orders"
    label = "orders"
    verbose_name = "调度令"

    def ready(self) -> None:
        from devices import handlers
        from devices.readings import Receipt
        from dispatch.archive import on_leave
        from dispatch.callout.hooks import on_answer
        from dispatch.orders import boards, calling, drills, escalation, issuing, kinds, ladder, reinforcing, snapshot
        from dispatch.orders.from_devices import take_receipt, take_sent
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "assignments", snapshot.assignments)
        register("area", "orders", snapshot.orders)
        register("area", "reinforcements", snapshot.reinforcements)
        register("user", "orders", snapshot.orders_of_user)
        register("incident", "assignments", snapshot.assignments_of_incident)
        register("incident", "orders", snapshot.orders_of_incident)
        register("incident", "reinforcements", snapshot.reinforcements_of_incident)
        on_due(ladder.ESCALATE, ladder.escalate_order)
        on_due(ladder.RESEND, ladder.resend_order)
        on_due(ladder.EXPIRE, ladder.expire_order)
        on_due(calling.ANSWERED, calling.answer_due)
        on_due(issuing.RETURN, escalation.remind_return)
        on_due(reinforcing.RETURN, reinforcing.remind_reinforcement)
        on_leave(boards.leave_boards)
        on_answer(calling.ABOUT, calling.take_answer)
        on_end(drills.dismiss)
        on_advance(ladder.shift)
        on_advance(reinforcing.shift)
        handlers.register(Receipt, take_receipt)
        handlers.on_sent(take_sent)

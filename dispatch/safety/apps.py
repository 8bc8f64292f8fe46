from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "dispatch.safety"
    label = "safety"
    verbose_name = "现场安全"

    def ready(self) -> None:
        from dispatch.archive import on_leave
        from dispatch.orders import hooks
        from dispatch.safety import contact, kinds, leaving, roll_calls, snapshot, watch
        from dispatch.safety.models import RollCall
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "checks", snapshot.checks)
        register("area", "roll_calls", snapshot.roll_calls)
        register("area", "dangers", snapshot.dangers)
        register("incident", "checks", snapshot.of_incident(snapshot.CHECKS))
        register("incident", "roll_calls", snapshot.of_incident(RollCall.objects))
        register("incident", "dangers", snapshot.of_incident(snapshot.DANGERS))
        register("user", "roll_calls", snapshot.roll_calls_of_user)
        on_due(contact.DUE, watch.contact_due)
        on_due(contact.WATCH, watch.look)
        on_due(roll_calls.ANSWER, roll_calls.roll_call_due)
        on_due(roll_calls.EVERY, roll_calls.roll_call_again)
        hooks.on_leg(contact.follow_leg)
        hooks.on_leg(roll_calls.follow_leg)
        hooks.on_released(contact.close_check)
        hooks.on_contact(contact.hear)
        on_advance(contact.shift)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

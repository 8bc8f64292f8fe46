from __future__ import annotations

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "dispatch.alarms"
    label = "alarms"
    verbose_name = "警情"

    def ready(self) -> None:
        from devices import handlers
        from devices.readings import Hotspot, Measurement, Sos, Text
        from dispatch import snapshot
        from dispatch.alarms import escalation, from_devices, kinds, limits, shelving, steps
        from dispatch.alarms.models import STEPS, Alarm
        from dispatch.alarms.thresholds import take_measurement
        from realtime.clerk.deadlines import on_due
        from realtime.clerk.loop import on_stuck
        from realtime.exercises.actions import on_advance
        from realtime.snapshots import register, register_limits

        kinds.declare_all()
        register("area", "alarms", snapshot.alarms)
        register("incident", "alarms", snapshot.of_incident(Alarm, "incident_id"))
        register_limits("alarms", limits.for_screens)
        handlers.register(Sos, from_devices.take_sos)
        handlers.register(Hotspot, from_devices.take_hotspot)
        handlers.register(Text, from_devices.take_mode)
        handlers.register(Text, from_devices.take_storm)
        handlers.on_doubt(from_devices.take_doubt)
        handlers.register(Measurement, take_measurement)
        handlers.on_link(from_devices.take_link)
        handlers.on_stuck(from_devices.tell_stuck)
        on_stuck.append(from_devices.tell_stuck_deadline)
        on_advance(steps.shift)
        on_due(escalation.UNACKED, escalation.escalate_unacked)
        on_due(escalation.CALL, escalation.call_leader)
        on_due(shelving.RETURN, shelving.return_alarm)
        for kind, _ in STEPS:
            on_due(steps.deadline_of(kind), steps.overdue(kind))

from __future__ import annotations

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "dispatch.alarms"
    label = "alarms"
    verbose_name = "警情"

    def ready(self) -> None:
        from devices import handlers
        from devices.readings import Hotspot, Sos
        from dispatch import snapshot
        from dispatch.alarms import from_devices, kinds
        from dispatch.alarms.models import Alarm
        from realtime.clerk.loop import on_stuck
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "alarms", snapshot.alarms)
        register("incident", "alarms", snapshot.of_incident(Alarm, "incident_id"))
        handlers.register(Sos, from_devices.take_sos)
        handlers.register(Hotspot, from_devices.take_hotspot)
        handlers.on_stuck(from_devices.tell_stuck)
        on_stuck.append(from_devices.tell_stuck_deadline)

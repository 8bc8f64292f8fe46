from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "dispatch.incidents"
    label = "incidents"
    verbose_name = "突发事件"

    def ready(self) -> None:
        from devices import handlers
        from devices.doors.tak.showing import on_show
        from devices.readings import Text
        from dispatch import snapshot
        from dispatch.incidents import kinds, on_tak
        from dispatch.incidents.actions import GUARD_OVER
        from dispatch.incidents.guard import guard_is_over, shift_guard
        from dispatch.incidents.models import Incident
        from dispatch.incidents.reading import may_read_file
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance
        from realtime.files.readers import on_read
        from realtime.snapshots import register

        kinds.declare_all()
        on_show(on_tak.incidents)
        handlers.register(Text, on_tak.take_chat)
        register("area", "incidents", snapshot.incidents)
        register("incident", "incidents", snapshot.of_incident(Incident, "pk"))
        on_due(GUARD_OVER, guard_is_over)
        on_advance(shift_guard)
        on_read(may_read_file)

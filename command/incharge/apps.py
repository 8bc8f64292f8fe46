from __future__ import annotations

from django.apps import AppConfig


class InChargeConfig(AppConfig):
    name = "command.incharge"
    label = "incharge"
    verbose_name = "领导包联"

    def ready(self) -> None:
        from command.incharge import kinds, leaving, snapshot
        from command.incharge.noticing import copies_of, follow_incident
        from dispatch.archive import on_leave
        from dispatch.incidents.hooks import on_incident
        from dispatch.orders.hooks import on_copies
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "leader_notices", snapshot.notices)
        register("incident", "leader_notices", snapshot.of_incident)
        on_copies(copies_of)
        on_incident(leaving.NOTICES.follow_incident)
        on_incident(follow_incident)
        on_leave(leaving.NOTICES.with_incident)
        on_end(leaving.with_exercise)

from __future__ import annotations

from django.apps import AppConfig


class PlotsConfig(AppConfig):
    name = "dispatch.plots"
    label = "plots"
    verbose_name = "态势标绘"

    def ready(self) -> None:
        from dispatch.archive import on_leave
        from dispatch.plots import kinds, leaving, locking, snapshot, turning
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "plots", snapshot.plots)
        register("incident", "plots", snapshot.of_incident)
        on_due(locking.LEASE, locking.lease_over)
        on_due(turning.LOOK, turning.look)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

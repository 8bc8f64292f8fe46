from __future__ import annotations

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "command.hazards"
    label = "hazards"
    verbose_name = "隐患排查"

    def ready(self) -> None:
        from command.hazards import kinds, leaving, snapshot
        from command.hazards.actions import DUE, hazard_due
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "hazards", snapshot.hazards)
        on_due(DUE, hazard_due)
        on_advance(leaving.shift_terms)
        on_end(leaving.with_exercise)

from __future__ import annotations

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "command.inspections"
    label = "inspections"
    verbose_name = "检查轮次"

    def ready(self) -> None:
        from command.inspections import kinds, leaving, snapshot
        from command.inspections.rounds import DUE, inspection_due
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "inspections", snapshot.inspections)
        on_due(DUE, inspection_due)
        on_advance(leaving.shift_terms)
        on_end(leaving.with_exercise)

from __future__ import annotations

from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    name = "command.evacuation"
    label = "evacuation"
    verbose_name = "转移安置"

    def ready(self) -> None:
        from command.evacuation import kinds, leaving, snapshot
        from command.evacuation.actions import DUE, evacuation_due
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "evacuations", snapshot.evacuations)
        register("incident", "evacuations", snapshot.evacuations_of_incident)
        on_due(DUE, evacuation_due)
        on_incident(leaving.follow_incident)
        on_advance(leaving.shift_terms)
        on_end(leaving.with_exercise)

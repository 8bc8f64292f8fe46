from __future__ import annotations

from django.apps import AppConfig


class ForcesConfig(AppConfig):
    name = "command.forces"
    label = "forces"
    verbose_name = "队伍建设"

    def ready(self) -> None:
        from command.forces import actions, drilling, kinds, standing
        from dispatch import readiness
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end

        kinds.declare_all()
        readiness.answer_from(standing.standings)
        on_due(actions.INSPECTION, actions.inspection_due)
        on_end(drilling.with_exercise)  # after command.drills: it closes the plan first

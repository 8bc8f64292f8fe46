from __future__ import annotations

from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "command.instructions"
    label = "instructions"
    verbose_name = "领导批示"

    def ready(self) -> None:
        from command.instructions import kinds, leaving, snapshot
        from command.instructions.actions import ABOUT, DUE, HALF, answered, half_due, instruction_due, shift_terms
        from dispatch.archive import on_leave
        from dispatch.callout.actions import on_answer
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "instructions", snapshot.instructions)
        register("incident", "instructions", snapshot.instructions_of_incident)
        on_due(HALF, half_due)
        on_due(DUE, instruction_due)
        on_answer(ABOUT, answered)
        on_incident(leaving.follow_incident)
        on_advance(shift_terms)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

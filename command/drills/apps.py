from __future__ import annotations

from django.apps import AppConfig


class DrillPlansConfig(AppConfig):
    """`drills` is the label of the list of whom a live drill may reach (`dispatch.drills`)."""

    name = "command.drills"
    label = "drill_plans"
    verbose_name = "演练方案"

    def ready(self) -> None:
        from command.drills import kinds, leaving, running, showing, snapshot
        from dispatch.drills.aborting import on_abort
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.files.readers import on_read
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "drill_plans", snapshot.drill_plans)
        register("user", "drill_plans", snapshot.plans_of_user)
        on_due(running.DUE, running.inject_due)
        on_due(running.SCORED, running.term_over)
        on_advance(leaving.shift)
        on_end(leaving.with_exercise)
        on_abort(leaving.broken_off)
        on_read(showing.may_read_photo)

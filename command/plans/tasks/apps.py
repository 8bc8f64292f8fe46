from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "command.plans.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        from command.plans.tasks import following, kinds, leaving, snapshot, supervising
        from command.plans.tasks.clocks import CLOCK
        from command.plans.tasks.telling_owner import ABOUT, hear_answer
        from dispatch.archive import on_leave
        from dispatch.callout.hooks import on_answer
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "task_sets", snapshot.task_sets)
        register("incident", "task_sets", snapshot.sets_of_incident)
        register("incident", "tasks", snapshot.tasks_of_incident)
        register("user", "tasks", snapshot.tasks_of_user)
        on_due(CLOCK, supervising.clock_struck)
        on_answer(ABOUT, hear_answer)
        on_advance(supervising.shift)
        on_incident(following.follow_incident)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "command.plans.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        from command.plans.tasks import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "task_sets", snapshot.task_sets)
        register("incident", "task_sets", snapshot.sets_of_incident)
        register("incident", "tasks", snapshot.tasks_of_incident)
        register("user", "tasks", snapshot.tasks_of_user)

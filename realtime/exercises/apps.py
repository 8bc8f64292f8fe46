from __future__ import annotations

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "realtime.exercises"
    label = "exercises"
    verbose_name = "演练"

    def ready(self) -> None:
        from realtime.exercises import kinds
        from realtime.exercises.snapshot import exercises
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "exercises", exercises)

from __future__ import annotations

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "dispatch.teams"
    label = "teams"
    verbose_name = "救援力量"

    def ready(self) -> None:
        from dispatch.orders import hooks
        from dispatch.teams import exercise_units, kinds, rest, snapshot, standby
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "units", snapshot.units)
        register("area", "posts", snapshot.posts)
        register("area", "vehicles", snapshot.vehicles)
        hooks.on_released(rest.rest_after)
        on_due(rest.REST, rest.end_rest)
        on_due(standby.BEGIN, standby.begin_standby)
        on_due(standby.END, standby.finish_standby)
        on_due(standby.ANSWER, standby.unanswered_standby)
        on_advance(standby.shift)
        on_end(exercise_units.dismiss)

from __future__ import annotations

from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "command.wall"
    label = "wall"
    verbose_name = "大屏"

    def ready(self) -> None:
        from command.wall import actions, kinds, leaving, snapshot, strangers
        from dispatch.archive import on_leave
        from realtime.clerk.deadlines import on_due
        from realtime.covering import on_covering
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register, register_limits

        kinds.declare_all()
        register("area", "walls", snapshot.walls)
        register("area", "saved_scenes", snapshot.saved_scenes)
        register_limits("wall", snapshot.limits)
        on_due(actions.BACK, actions.time_is_over)
        on_due(actions.QUIET, actions.wall_quiet)
        on_covering("wall", strangers.cover_of)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

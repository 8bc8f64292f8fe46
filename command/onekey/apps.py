from __future__ import annotations

from django.apps import AppConfig


class OnekeyConfig(AppConfig):
    name = "command.onekey"
    label = "onekey"
    verbose_name = "一键通"

    def ready(self) -> None:
        from command.onekey import following, kinds, leaving, snapshot
        from command.onekey.tally import TALLY, count_again
        from dispatch.archive import on_leave
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "presses", snapshot.presses)
        register("incident", "presses", snapshot.presses_of_incident)
        on_due(TALLY, count_again)
        on_leave(leaving.with_incident)
        on_incident(following.follow_incident)
        on_end(leaving.with_exercise)

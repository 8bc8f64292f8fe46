from __future__ import annotations

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "command.release"
    label = "release"
    verbose_name = "灾情发布"

    def ready(self) -> None:
        from command.release import kinds, leaving, snapshot
        from dispatch.incidents.hooks import on_incident
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "releases", snapshot.releases)
        register("incident", "releases", snapshot.releases_of_incident)
        on_incident(leaving.follow_incident)
        on_end(leaving.with_exercise)

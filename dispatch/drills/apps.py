from __future__ import annotations

from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "dispatch.drills"
    label = "drills"
    verbose_name = "演练名单"

    def ready(self) -> None:
        from dispatch.drills import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "drills", snapshot.drills)
        register("user", "drills", snapshot.drills_of_user)

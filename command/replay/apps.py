from __future__ import annotations

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "command.replay"
    label = "replay"
    verbose_name = "态势回放"

    def ready(self) -> None:
        from command.replay import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "cases", snapshot.cases)

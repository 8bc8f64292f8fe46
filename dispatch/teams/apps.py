from __future__ import annotations

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "dispatch.teams"
    label = "teams"
    verbose_name = "救援力量"

    def ready(self) -> None:
        from dispatch import snapshot
        from dispatch.teams import kinds
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "units", snapshot.units)

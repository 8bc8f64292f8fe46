from __future__ import annotations

from django.apps import AppConfig


class TracksConfig(AppConfig):
    name = "command.tracks"
    label = "track_exports"
    verbose_name = "轨迹导出"

    def ready(self) -> None:
        from command.tracks import kinds

        kinds.declare_all()

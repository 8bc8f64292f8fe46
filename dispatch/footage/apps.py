from __future__ import annotations

from django.apps import AppConfig


class FootageConfig(AppConfig):
    name = "dispatch.footage"
    label = "footage"
    verbose_name = "视频录像"

    def ready(self) -> None:
        from dispatch.footage import kinds
        from dispatch.footage.snapshot import footages
        from realtime.snapshots import register

        kinds.declare_all()
        register("incident", "footages", footages)

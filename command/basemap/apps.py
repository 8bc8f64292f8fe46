from __future__ import annotations

from django.apps import AppConfig


class BasemapConfig(AppConfig):
    name = "command.basemap"
    label = "basemap"
    verbose_name = "底图"

    def ready(self) -> None:
        from command.basemap import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "basemaps", snapshot.basemaps)

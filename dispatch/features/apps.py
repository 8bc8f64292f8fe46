from __future__ import annotations

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    name = "dispatch.features"
    label = "features"
    verbose_name = "地图要素"

    def ready(self) -> None:
        from dispatch.features import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "layers", snapshot.layers)

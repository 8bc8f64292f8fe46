from __future__ import annotations

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    name = "dispatch.features"
    label = "features"
    verbose_name = "地图要素"

    def ready(self) -> None:
        from devices.feeds.observations import on_observations
        from devices.handlers import on_streams
        from dispatch.features import boards, cameras, kinds, leaving, observing, snapshot
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        boards.register_all()
        register("area", "layers", snapshot.layers)
        on_end(leaving.with_exercise)
        on_observations(observing.take_feed)
        on_streams(cameras.follow_streams)

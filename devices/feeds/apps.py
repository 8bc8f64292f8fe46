from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "devices.feeds"
    label = "feeds"
    verbose_name = "外部数据"

    def ready(self) -> None:
        from devices.feeds import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "feeds", snapshot.feeds)

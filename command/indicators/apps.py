from __future__ import annotations

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "command.indicators"
    label = "indicators"
    verbose_name = "指标清单"

    def ready(self) -> None:
        from command.indicators import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "indicator_lists", snapshot.lists)

from __future__ import annotations

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "command.monitoring"
    label = "monitoring"
    verbose_name = "实时监控"

    def ready(self) -> None:
        from command.monitoring import keeping, kinds, snapshot
        from devices import handlers
        from devices.readings import Measurement
        from realtime.snapshots import register, register_limits

        kinds.declare_all()
        register("area", "camera_groups", snapshot.camera_groups)
        register("area", "panel_sets", snapshot.panel_sets)
        register_limits("monitoring", snapshot.limits)
        handlers.register(Measurement, keeping.take_measurement)

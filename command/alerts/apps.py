from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "command.alerts"
    label = "alerts"
    verbose_name = "预警"

    def ready(self) -> None:
        from command.alerts import chains, kinds, leaving, snapshot
        from command.alerts.warned import warned
        from command.responses.warnings_in_force import provide
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "alerts", snapshot.alerts)
        on_due(chains.EXPIRY, chains.expire)
        on_end(leaving.with_exercise)
        provide(warned)

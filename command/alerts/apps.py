from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "command.alerts"
    label = "alerts"
    verbose_name = "预警"

    def ready(self) -> None:
        from command.alerts import answering, chains, kinds, leaving, quaking, snapshot, taking, values
        from command.alerts.warned import warned
        from command.responses.warnings_in_force import provide
        from devices import handlers
        from devices.feeds.documents import on_document
        from devices.feeds.observations import on_observations
        from devices.readings import Measurement
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "alerts", snapshot.alerts)
        register("area", "alert_proposals", snapshot.proposals)
        on_due(chains.EXPIRY, chains.expire)
        on_due(answering.UNANSWERED, answering.unanswered)
        on_document("warnings", taking.take_from_feed)
        on_observations(quaking.take_quakes)
        on_observations(values.take_observations)
        handlers.register(Measurement, values.take_measurement)
        on_end(leaving.with_exercise)
        provide(warned)

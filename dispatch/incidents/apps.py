from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "dispatch.incidents"
    label = "incidents"
    verbose_name = "突发事件"

    def ready(self) -> None:
        from dispatch import snapshot
        from dispatch.incidents import kinds
        from dispatch.incidents.models import Incident
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "incidents", snapshot.incidents)
        register("incident", "incidents", snapshot.of_incident(Incident, "pk"))

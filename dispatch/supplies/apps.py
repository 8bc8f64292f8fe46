from __future__ import annotations

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "dispatch.supplies"
    label = "supplies"
    verbose_name = "应急物资"

    def ready(self) -> None:
        from dispatch.supplies import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "supply_requests", snapshot.supply_requests)
        register("incident", "supply_requests", snapshot.of_incident)

from __future__ import annotations

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "dispatch.supplies"
    label = "supplies"
    verbose_name = "应急物资"

    def ready(self) -> None:
        from dispatch.archive import on_leave
        from dispatch.supplies import kinds, leaving, snapshot, terms
        from dispatch.supplies.actions import PAPER, RETURN
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "supply_requests", snapshot.supply_requests)
        register("incident", "supply_requests", snapshot.of_incident)
        on_due(PAPER, terms.paper_due)
        on_due(RETURN, terms.return_due)
        on_advance(terms.shift)
        on_leave(leaving.leave_with)

from __future__ import annotations

from django.apps import AppConfig


class SeatsConfig(AppConfig):
    name = "command.seats"
    label = "seats"
    verbose_name = "值守席位"

    def ready(self) -> None:
        from command.seats import kinds
        from command.seats.actions import QUIET, seat_quiet
        from command.seats.defaults import limits
        from command.seats.snapshot import seats
        from realtime.clerk.deadlines import on_due
        from realtime.snapshots import register, register_limits

        kinds.declare_all()
        register("area", "seats", seats)
        register_limits("desk", limits)
        on_due(QUIET, seat_quiet)

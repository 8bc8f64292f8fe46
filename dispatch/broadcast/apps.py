from __future__ import annotations

from django.apps import AppConfig


class BroadcastConfig(AppConfig):
    name = "dispatch.broadcast"
    label = "broadcast"
    verbose_name = "群发"

    def ready(self) -> None:
        from dispatch.broadcast import kinds, leaving, snapshot
        from dispatch.broadcast.actions import EXPIRY, expire
        from dispatch.broadcast.jobs import AreaJobs
        from dispatch.broadcast.queue import Legs
        from dispatch.broadcast.receipts import LegReceipts
        from dispatch.callout.handing import serve
        from dispatch.callout.receipts import on_receipt
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "broadcasts", snapshot.broadcasts)
        register("incident", "broadcasts", snapshot.broadcasts_of_incident)
        on_due(EXPIRY, expire)
        on_end(leaving.with_exercise)
        serve(Legs())
        serve(AreaJobs())
        on_receipt(LegReceipts())

from __future__ import annotations

from django.apps import AppConfig


class PeeringConfig(AppConfig):
    name = "command.peering"
    label = "peering"
    verbose_name = "平台对接"

    def ready(self) -> None:
        from command.peering import kinds, leaving, snapshot
        from command.peering.lending import may_be_ordered
        from dispatch.teams.actions import on_return
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "peers", snapshot.peers)
        register("area", "peer_items", snapshot.peer_items)
        on_end(leaving.with_exercise)
        on_return(may_be_ordered)

from __future__ import annotations

from django.apps import AppConfig


class OpinionConfig(AppConfig):
    name = "command.opinion"
    label = "opinion"
    verbose_name = "舆情监控"

    def ready(self) -> None:
        from command.opinion import kinds, leaving, linking, snapshot
        from command.opinion.clocks import DUE, item_due, shift_clocks
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "opinions", snapshot.opinions)
        register("incident", "opinions", snapshot.opinions_of_incident)
        register("area", "opinion_sources", snapshot.sources)
        register("area", "opinion_spikes", snapshot.spikes)
        on_due(DUE, item_due)
        on_incident(linking.follow_incident)
        on_advance(shift_clocks)
        on_end(leaving.with_exercise)

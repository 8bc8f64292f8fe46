from __future__ import annotations

from django.apps import AppConfig


class ForestConfig(AppConfig):
    name = "command.forest"
    label = "forest"
    verbose_name = "森林防火"

    def ready(self) -> None:
        from command.duty.needs import on_needs
        from command.forest import dangers, ending, kinds, laying, patrols, points, snapshot, watching
        from devices.feeds.observations import on_observations
        from dispatch.incidents.conditions import on_closing
        from dispatch.incidents.hooks import on_incident
        from dispatch.teams.standby import on_standby
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "fire_boards", snapshot.fire_boards)
        register("area", "fire_points", snapshot.fire_points)
        register("area", "patrols", snapshot.patrols)
        register("area", "relays", snapshot.relays)
        register("incident", "relays", snapshot.relays_of_incident)
        register("incident", "fire_handovers", snapshot.handovers_of_incident)
        on_needs(watching.watch_needs)
        on_standby(watching.look_again)
        on_observations(dangers.take_feed)
        on_incident(ending.follow_incident)
        on_incident(laying.follow_incident)
        on_closing(ending.before_close)
        on_due(points.DUE, points.point_due)
        on_due(patrols.DUE, patrols.patrol_due)
        on_advance(patrols.shift_terms)
        on_end(patrols.with_exercise)
        on_end(watching.with_exercise)
        on_end(laying.with_exercise)

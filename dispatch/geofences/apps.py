from __future__ import annotations

from django.apps import AppConfig


class GeofencesConfig(AppConfig):
    name = "dispatch.geofences"
    label = "geofences"
    verbose_name = "电子围栏"

    def ready(self) -> None:
        from devices import fences, handlers
        from devices.readings import Crossings
        from dispatch.archive import on_leave
        from dispatch.geofences import actions, alarming, book, crossings, kinds, leaving, snapshot
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "fences", snapshot.of_area)
        register("incident", "fences", snapshot.of_incident)
        handlers.register(Crossings, crossings.take_crossings)
        fences.provide(book.read_book)
        on_due(actions.DWELL, alarming.dwell_due)
        on_due(actions.OPENS, alarming.opens)
        on_due(actions.ENDS, actions.end_due)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)

from __future__ import annotations

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "command.responses"
    label = "responses"
    verbose_name = "应急响应"

    def ready(self) -> None:
        from command.responses import following, kinds, leaving, snapshot, terms
        from command.responses.actions import EFFECT, HINT, PAPER
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "responses", snapshot.responses)
        register("incident", "responses", snapshot.of_incident)
        on_due(PAPER, terms.paper_due)
        on_due(EFFECT, terms.effect_due)
        on_due(HINT, terms.hint_due)
        on_advance(terms.shift)
        on_incident(following.follow_incident)
        on_end(leaving.with_exercise)

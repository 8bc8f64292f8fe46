from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "command.agreements"
    label = "agreements"
    verbose_name = "互助协议"

    def ready(self) -> None:
        from command.agreements import kinds, snapshot
        from command.agreements.actions import cover_of
        from command.agreements.leaving import REQUESTS
        from dispatch.archive import on_leave
        from dispatch.incidents.hooks import on_incident
        from dispatch.mutual_aid import answer_from
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "support_requests", snapshot.support_requests)
        register("incident", "support_requests", snapshot.requests_of_incident)
        answer_from(cover_of)
        on_incident(REQUESTS.follow_incident)
        on_leave(REQUESTS.with_incident)
        on_end(REQUESTS.with_exercise)

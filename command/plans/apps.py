from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "command.plans"
    label = "plans"
    verbose_name = "预案管理"

    def ready(self) -> None:
        from command.plans.following import follow_incident
        from dispatch.incidents.hooks import on_incident

        on_incident(follow_incident)

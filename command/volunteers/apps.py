from __future__ import annotations

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "command.volunteers"
    label = "volunteers"
    verbose_name = "社会力量登记"

    def ready(self) -> None:
        from command.volunteers import actions, kinds
        from dispatch.teams.actions import on_return
        from realtime.clerk.deadlines import on_due

        kinds.declare_all()
        on_due(actions.REVIEW, actions.review_due)
        on_due(actions.PURGE, actions.purge)
        on_return(actions.barred)

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "dispatch.intake"
    label = "intake"
    verbose_name = "部门转报"

    def ready(self) -> None:
        from dispatch.alarms.hooks import on_fate
        from dispatch.intake.actions import hear_fate

        on_fate(hear_fate)

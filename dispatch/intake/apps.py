from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "dispatch.intake"
    label = "intake"
    verbose_name = "部门转报"

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "command.plans"
    label = "plans"
    verbose_name = "预案管理"

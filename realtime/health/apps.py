from __future__ import annotations

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "realtime.health"
    label = "health"
    verbose_name = "运行状况"

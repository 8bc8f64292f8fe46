from __future__ import annotations

from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "dispatch.drills"
    label = "drills"
    verbose_name = "演练名单"

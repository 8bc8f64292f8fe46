from __future__ import annotations

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "realtime.rules"
    label = "rules"
    verbose_name = "规则"

from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "dispatch.safety"
    label = "safety"
    verbose_name = "现场安全"

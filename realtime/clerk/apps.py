from __future__ import annotations

from django.apps import AppConfig


class ClerkConfig(AppConfig):
    name = "realtime.clerk"
    label = "clerk"
    verbose_name = "时限"

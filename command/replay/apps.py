from __future__ import annotations

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "command.replay"
    label = "replay"
    verbose_name = "态势回放"

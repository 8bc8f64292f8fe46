from __future__ import annotations

from django.apps import AppConfig


class OnekeyConfig(AppConfig):
    name = "command.onekey"
    label = "onekey"
    verbose_name = "一键通"

    def ready(self) -> None:
        pass

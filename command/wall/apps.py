from __future__ import annotations

from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "command.wall"
    label = "wall"
    verbose_name = "大屏"

    def ready(self) -> None:
        pass

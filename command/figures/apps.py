from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "command.figures"
    label = "figures"
    verbose_name = "统计分析"

    def ready(self) -> None:
        from command.figures import kinds

        kinds.declare_all()

from __future__ import annotations

from django.apps import AppConfig


class ReliefConfig(AppConfig):
    name = "command.relief"
    label = "relief"
    verbose_name = "灾后救助"

    def ready(self) -> None:
        from command.relief import kinds

        kinds.declare_all()

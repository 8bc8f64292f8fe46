from __future__ import annotations

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "command.dossiers"
    label = "dossiers"
    verbose_name = "一企一档"

    def ready(self) -> None:
        from command.dossiers import kinds

        kinds.declare_all()

from __future__ import annotations

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "dispatch.conferences"
    label = "conferences"
    verbose_name = "视频会商"

    def ready(self) -> None:
        pass

from __future__ import annotations

from django.apps import AppConfig


class BroadcastConfig(AppConfig):
    name = "dispatch.broadcast"
    label = "broadcast"
    verbose_name = "群发"

    def ready(self) -> None:
        pass

from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "realtime.talk"
    label = "talk"
    verbose_name = "对讲"

    def ready(self) -> None:
        pass

from __future__ import annotations

from django.apps import AppConfig


class TalkGroupsConfig(AppConfig):
    name = "dispatch.talkgroups"
    label = "talkgroups"
    verbose_name = "通话组"

    def ready(self) -> None:
        pass

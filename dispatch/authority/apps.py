from __future__ import annotations

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "dispatch.authority"
    label = "authority"
    verbose_name = "授权"

    def ready(self) -> None:
        pass

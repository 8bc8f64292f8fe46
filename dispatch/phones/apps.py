from __future__ import annotations

from django.apps import AppConfig


class PhonesConfig(AppConfig):
    name = "dispatch.phones"
    label = "phones"
    verbose_name = "电话"

    def ready(self) -> None:
        pass

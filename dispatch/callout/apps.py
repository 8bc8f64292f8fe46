from __future__ import annotations

from django.apps import AppConfig


class CalloutConfig(AppConfig):
    name = "dispatch.callout"
    label = "callout"
    verbose_name = "叫应"

    def ready(self) -> None:
        from dispatch.callout import kinds

        kinds.declare_all()

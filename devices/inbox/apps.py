from __future__ import annotations

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "devices.inbox"
    label = "inbox"
    verbose_name = "收件箱"

    def ready(self) -> None:
        from devices.inbox import answers

        answers.register_all()

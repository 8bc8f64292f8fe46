from __future__ import annotations

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "dispatch.contacts"
    label = "contacts"
    verbose_name = "通讯录"

    def ready(self) -> None:
        from dispatch.contacts import kinds

        kinds.declare_all()

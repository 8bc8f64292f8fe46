from __future__ import annotations

from django.apps import AppConfig


class PhonesConfig(AppConfig):
    name = "dispatch.phones"
    label = "phones"
    verbose_name = "电话"

    def ready(self) -> None:
        from dispatch.phones import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "phone_calls", snapshot.phone_calls)
        register("incident", "phone_calls", snapshot.phone_calls_of_incident)
        register("area", "phone_lines", snapshot.phone_lines)

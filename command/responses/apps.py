from __future__ import annotations

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "command.responses"
    label = "responses"
    verbose_name = "应急响应"

    def ready(self) -> None:
        from command.responses import kinds, snapshot
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "responses", snapshot.responses)
        register("incident", "responses", snapshot.of_incident)

from __future__ import annotations

from django.apps import AppConfig


class TerminalsConfig(AppConfig):
    name = "devices.terminals"
    label = "terminals"
    verbose_name = "终端"

    def ready(self) -> None:
        from devices import snapshot
        from devices.terminals import exercise, kinds
        from realtime.exercises.actions import on_end

        kinds.declare_all()
        on_end(exercise.retire)
        snapshot.register_all()

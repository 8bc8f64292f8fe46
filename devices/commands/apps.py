from __future__ import annotations

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "devices.commands"
    label = "commands"
    verbose_name = "设备指令"

    def ready(self) -> None:
        from devices import handlers
        from devices.commands import exercise, following, kinds, snapshot
        from devices.readings import Progress
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "commands", snapshot.commands)
        on_due(following.LOOK, following.look)
        on_end(exercise.retire)
        handlers.on_sent(following.take_sent)
        handlers.on_answered(following.take_answered)
        handlers.register(Progress, following.take_progress)

from __future__ import annotations

from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "command"
    label = "command"
    verbose_name = "指挥中心"

    def ready(self) -> None:
        from command.people import kinds as people
        from command.seeding.history import kinds as history
        from command.signin import kinds as signin
        from dispatch.archive import clear_exercise
        from realtime.exercises.actions import on_end

        on_end(clear_exercise)
        signin.declare_all()
        people.declare_all()
        history.declare_all()

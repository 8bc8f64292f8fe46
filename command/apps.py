from __future__ import annotations

from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "command"
    label = "command"
    verbose_name = "指挥中心"

    def ready(self) -> None:
        from command.people import kinds as people
        from command.signin import kinds as signin

        signin.declare_all()
        people.declare_all()

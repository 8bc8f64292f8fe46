"""Enter who may hand warnings in: `manage.py add_alert_source CODE NAME`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from command.alerts.sources import add_source


class Command(BaseCommand):
    help = "Enter a sender of warnings and print its token once; entering it again gives it a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        source, token = add_source(actor="system", code=options["code"], name=options["name"])
        self.stdout.write(f"{source.name}\ntoken {token}")

"""`manage.py demo_accounts`: the lines that `make run` prints."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from command.seeding.cities import here
from command.seeding.demo import PASSWORD, PIN, wall_secret


class Command(BaseCommand):
    help = "Print the demo's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            return
        self.stdout.write(f"wall token  /wall/?token={wall_secret()}")
        for username, name, _, role, area in here().staff:
            self.stdout.write(f"{username:<12} {PASSWORD}  {name} ({role}, {area})")
        self.stdout.write(f"unlock PIN  {PIN}")

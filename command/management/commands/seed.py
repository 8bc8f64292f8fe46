"""`manage.py seed`: reference rows always, the demo city when MODE=demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.seeding.demo import load_demo
from command.seeding.mode import mark_as_demo, refuse_demo_on_duty
from command.seeding.reference import load_reference
from realtime.roles import grant_application_role

CITIES = {"guangzhou": "4401"}


class Command(BaseCommand):
    help = "Load areas, event types, roles and rules; with MODE=demo also the demo city. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", choices=sorted(CITIES), default="guangzhou")

    def handle(self, *args: Any, city: str, **options: Any) -> None:
        if CITIES[city] != settings.CITY:
            raise CommandError(f"CITY={settings.CITY}, but --city {city} is {CITIES[city]}: set one of them")
        refuse_demo_on_duty()
        grant_application_role()
        load_reference()
        if settings.MODE == "demo":
            mark_as_demo()
            load_demo()

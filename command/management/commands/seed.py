"""`manage.py seed`: reference rows always, the demo city when MODE=demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from command.seeding.cities import BY_SLUG
from command.seeding.demo import load_demo
from command.seeding.mode import mark_as_demo, refuse_another_city, refuse_demo_on_duty
from command.seeding.reference import load_reference
from realtime.roles import grant_application_role


class Command(BaseCommand):
    help = "Load areas, event types, roles and rules; with MODE=demo also the demo city. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", choices=sorted(BY_SLUG), help="must be the city of this installation (CITY); without it that one")

    def handle(self, *args: Any, city: str | None, **options: Any) -> None:
        refuse_another_city(BY_SLUG[city].code if city else settings.CITY)
        refuse_demo_on_duty()
        grant_application_role()
        load_reference()
        if settings.MODE == "demo":
            mark_as_demo()
            load_demo()

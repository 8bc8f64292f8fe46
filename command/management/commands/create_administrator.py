"""`manage.py create_administrator`: the first person of a centre on duty; prints the password once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.people.actions import create_person
from realtime.codes import Problem


class Command(BaseCommand):
    help = "Create an administrator for the whole city and print the first password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name", help="姓名")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        try:
            user, password = create_person(actor="system", username=username, name=name, phone="", role="administrator", area=settings.CITY)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        self.stdout.write(f"{user.username}  {password}")

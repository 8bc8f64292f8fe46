"""`manage.py create_administrator`: the first people of a centre on duty, one for each of the three duties; prints the password once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.people.actions import create_person
from realtime.codes import Problem

ROLES = {"system": "administrator", "security": "security_administrator", "audit": "audit_administrator"}


class Command(BaseCommand):
    help = "Create an administrator for the whole city and print the first password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name", help="姓名")
        parser.add_argument("--duty", choices=sorted(ROLES), default="system", help="三员之一:system 系统、security 安全、audit 审计")

    def handle(self, *args: Any, username: str, name: str, duty: str, **options: Any) -> None:
        try:
            user, password = create_person(actor="system", username=username, name=name, phone="", role=ROLES[duty], area=settings.CITY)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        self.stdout.write("登录后由开通向导 /begin/ 引导")
        self.stdout.write(f"{user.username}  {password}")

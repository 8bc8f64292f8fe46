"""`manage.py add_agency 119 --name 市消防救援支队 --url https://…`: an agency that hands its calls over. Prints its token and HMAC key once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import URLValidator

from dispatch.intake.actions import add_agency
from realtime.areas.models import Area


class Command(BaseCommand):
    help = "Enter an agency (119, 110, 12345 …) or give it new secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--name", required=True)
        parser.add_argument("--area", default=settings.CITY)
        parser.add_argument("--url", default="", help="where receipts are pushed; without it the agency asks for itself")

    def handle(self, *args: Any, code: str, name: str, area: str, url: str, **options: Any) -> None:
        if not Area.objects.filter(pk=area).exists():
            raise CommandError(f"没有区划 {area}")
        if url:
            URLValidator(schemes=["http", "https"])(url)
        agency, token = add_agency(actor="system", code=code, name=name, area=area, url=url)
        self.stdout.write(f"{agency.name}\nAuthorization: Token {token}\nHMAC: {agency.secret}")

"""`manage.py edge_add NAME AREA`, at the core: an edge, its number and its secret, shown once."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.edge.models import Edge
from command.edge.parcel import digest
from command.edge.ranges import MOST
from realtime.areas.models import Area


class Command(BaseCommand):
    help = "登记一个前置节点"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("area")

    def handle(self, *args: Any, name: str, area: str, **options: Any) -> None:
        if not Area.objects.filter(pk=area).exists():
            raise CommandError(f"没有区划 {area}")
        # A number is never given twice: rows of a revoked edge carry it for ever
        number = max(Edge.objects.values_list("number", flat=True), default=0) + 1
        if number > MOST:
            raise CommandError(f"前置节点编号已用完({MOST} 个)")
        secret = secrets.token_urlsafe(32)
        Edge.objects.create(name=name, area=area, number=number, digest=digest(secret), created_by="system")
        self.stdout.write(f"{number} {secret}")

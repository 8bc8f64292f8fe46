"""`manage.py edge_import FILE`: what the other side exported; the same file again changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.edge.exchanging import from_file
from command.edge.parcel import NotGenuine


class Command(BaseCommand):
    help = "前置节点:导入交换文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            self.stdout.write(from_file(file.read_bytes()))
        except (NotGenuine, msgspec.DecodeError, ValueError) as error:
            raise CommandError(str(error)) from None

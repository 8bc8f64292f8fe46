"""`manage.py import_case FILE --area 4401 --reason …`: a case too large for an upload, from the server's own disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.replay.actions import import_case
from command.replay.store import making
from realtime.codes import Problem


class Command(BaseCommand):
    help = "Bring a case into the library."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", default=settings.CITY)
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        if not source.is_file():
            raise CommandError(f"没有这个文件:{source}")
        with making() as path:
            shutil.copyfile(source, path)  # the original stays where it is
            try:
                case = import_case(actor="system", name="系统管理员", area=options["area"], path=path, reason=options["reason"])
            except Problem as problem:
                raise CommandError(problem.detail) from problem
        self.stdout.write(f"案例 {case.pk} {case.title}:{case.since:%Y-%m-%d %H:%M} — {case.until:%H:%M},指纹 {case.sha256}")

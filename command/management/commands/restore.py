"""`manage.py restore FILE --key KEYFILE [--replace]`: an installation as it was when the backup was made; what is there is put aside, not deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.backup.restoring import restore
from command.backup.sealing import identity_of
from realtime.codes import Problem


class Command(BaseCommand):
    help = "Restore a sealed backup into this installation."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="file with the age secret key")
        parser.add_argument("--replace", action="store_true", help="also where this database has records; they are kept under another name")

    def handle(self, *args: Any, file: Path, key: Path, replace: bool, **options: Any) -> None:
        try:
            restore(file, identity_of(key.read_text()), replace=replace, say=self.stdout.write)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        except OSError as error:
            raise CommandError(f"{error.filename or ''}:{error.strerror}") from None

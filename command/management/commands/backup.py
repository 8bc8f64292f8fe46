"""`manage.py backup`: one sealed file of the whole installation, taken while it works. `--check FILE --key KEYFILE` opens one and compares all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.backup.making import make_backup
from command.backup.restoring import check
from command.backup.sealing import identity_of
from realtime.codes import Problem


class Command(BaseCommand):
    help = "Make a sealed backup, or check one."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", type=Path, metavar="FILE")
        parser.add_argument("--key", type=Path, help="file with the age secret key")

    def handle(self, *args: Any, check: Path | None, key: Path | None, **options: Any) -> None:
        try:
            if check is None:
                made = make_backup()
                self.stdout.write(f"{made}  {made.stat().st_size} 字节" if made else "另一个进程正在备份。")
                return
            self._check(check, key)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        except OSError as error:
            raise CommandError(f"{error.filename or ''}:{error.strerror}") from None

    def _check(self, path: Path, key: Path | None) -> None:
        if key is None:
            raise CommandError("核对需要私钥:--key 文件")
        manifest = check(path, identity_of(key.read_text()))
        self.stdout.write(f"完好:{manifest.city},{manifest.made_at},{manifest.events} 条事件,{len(manifest.members)} 个文件。")

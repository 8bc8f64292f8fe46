"""`manage.py verify_log`: recomputes the hash chain of every stream; names each one that no longer says what was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realtime.log.models import Stream
from realtime.log.verify import broken_at


class Command(BaseCommand):
    help = "Check that the event log was not changed."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("streams", nargs="*", help="all, when none is named")

    def handle(self, *args: Any, streams: list[str], **options: Any) -> None:
        names = streams or list(Stream.objects.order_by("name").values_list("name", flat=True))
        broken = [(name, seq) for name in names if (seq := broken_at(name)) is not None]
        for name, seq in broken:
            self.stderr.write(f"{name}:第 {seq} 条起与摘要链不符")
        if broken:
            raise CommandError(f"{len(broken)} 条流被改动或缺失,共查 {len(names)} 条。")
        self.stdout.write(f"{len(names)} 条流完好。")

"""`manage.py edge_export FILE`: what the other side has not, for a stick. At the core with `--edge NUMBER`, at an edge without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.edge.exchanging import to_file
from command.edge.models import Edge


class Command(BaseCommand):
    help = "前置节点:导出交换文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--edge", type=int, help="中心:导出给几号节点")

    def handle(self, *args: Any, file: Path, edge: int | None, **options: Any) -> None:
        found = Edge.objects.filter(number=edge, revoked_at=None).first() if edge is not None else None
        if edge is not None and found is None:
            raise CommandError(f"没有 {edge} 号前置节点")
        data = to_file(found)
        file.touch(mode=0o600)
        file.write_bytes(data)
        self.stdout.write(f"{file} {len(data)} 字节")

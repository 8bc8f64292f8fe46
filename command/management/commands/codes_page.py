"""`manage.py codes_page > docs/codes.md`: every code the centre answers with, from the one file that has them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from realtime.codes import CLOSE, FRAME, HTTP, Code

HEAD = """# Codes

Made by `manage.py codes_page` from `realtime/codes.py`; a test fails when this page is older than the file.
Every HTTP refusal is `{"code", "detail", "where"?, "holder"?}`; `detail` is the sentence a screen shows.
"""


def table(title: str, first: str, codes: dict[str, Code]) -> list[str]:
    rows = [f"| `{name}` | {code.status or '–'} | {code.meaning} | {code.do} |" for name, code in codes.items()]
    return [f"\n## {title}\n", f"| code | {first} | 含义 | 怎么办 |", "|---|---|---|---|", *rows]


def page() -> str:
    lines = table("HTTP", "status", HTTP) + table("WebSocket close", "close code", CLOSE) + table("Refused client frames", "–", FRAME)
    return HEAD + "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Print docs/codes.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")

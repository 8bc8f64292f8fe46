"""`manage.py rules_page > docs/rules.md`: every threshold the centre starts with, where it comes from, which app asks for it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from command.seeding.reference import APPS, RULES


def page() -> str:
    lines = [
        "# 规则与默认值",
        "",
        "Made by `manage.py rules_page` from each app's `defaults.py`; a test fails when this page is older than the files.",
        "Every value is a row: 后台管理 → 规则. A district may have its own; the newest valid row of the finest area holds.",
    ]
    for title, rules in [("centre", RULES), *((app.__name__.split(".")[1], app.RULES) for app in APPS)]:
        if rules:
            lines += ["", f"## {title}", "", "| 规则 | 默认值 | 单位 | 出处 |", "|---|---|---|---|"]
            lines += [f"| `{name}` | {_value(value)} | {unit} | {source} |" for name, value, unit, source in sorted(rules)]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    return value if isinstance(value, str) else f"`{json.dumps(value, ensure_ascii=False)}`".replace("|", "\\|")


class Command(BaseCommand):
    help = "Print docs/rules.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")

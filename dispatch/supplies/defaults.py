"""Rows every installation starts with; the bureau's own rows are never overwritten.

The items' codes name the class only (1 living, 2 equipment, 3 engineering) and are 99, "other", below it: the standard's own table was not
at hand, and a guessed code in an official exchange is worse than a coarse one. A bureau refines them in the back office.
"""

from __future__ import annotations

import csv
from pathlib import Path

from dispatch.supplies.mapping import show_missing
from dispatch.supplies.models import Item

DATA = Path(__file__).parent / "data"
DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("supplies.paper_h", 48, "小时", "口头调拨须在四十八小时内补办书面手续;请各局按物资管理办法核定"),
    ("supplies.count_d", 30, "天", "超过此时间未盘点提示;" + DEFAULT),
    ("supplies.expiring_d", 60, "天", "有效期在此时间内提示;" + DEFAULT),
    ("supplies.loading_s", {"village": 600, "town": 900, "district": 1200, "city": 1800, "enterprise": 1800}, "秒", "装车时间;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
    with (DATA / "items.csv").open(encoding="utf-8") as file:
        Item.objects.bulk_create([Item(**row | {"pack": int(row["pack"])}) for row in csv.DictReader(file)], ignore_conflicts=True)
    show_missing()

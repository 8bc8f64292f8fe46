"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

from dispatch.incidents.event_codes import parent_of
from dispatch.incidents.models import EventType, GradeRule

TABLES = Path(__file__).parent / "data"
CODED_SCHEMES = ("gb35561", "centre")  # `centre`: codes of our own in the same form, for what the standard has no word for

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("incident.guard_h", 24, "小时", "明火扑灭后看守不少于 24 小时,无复燃方可移交;" + DEFAULT),
    ("incident.four_ones", "enforce", "", "“四个一”应急处置机制:未落实不得转出先期处置。off 不查,warn 提示,enforce 不许;" + DEFAULT),
    ("incident.late_min", 10, "分钟", "发生与录入相差超过此值的记录标为补记;" + DEFAULT),
]


def load() -> None:
    _load_parents()
    _load_grade_rules()


def _load_parents() -> None:
    """From the codes themselves; a parent that a bureau gave, or that its table does not have, is left alone."""
    known = set(EventType.objects.values_list("code", flat=True))
    orphans = list(EventType.objects.filter(parent=None, scheme__in=CODED_SCHEMES))
    for row in orphans:
        above = parent_of(row.code)
        row.parent_id = above if above in known else None
    EventType.objects.bulk_update(orphans, ["parent"])


def _load_grade_rules() -> None:
    with (TABLES / "grade_rules.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = set(GradeRule.objects.values_list("type", "area", "measure", "grade"))
    GradeRule.objects.bulk_create(
        GradeRule(
            type=row["type"], area=row["area"], measure=row["measure"], grade=int(row["grade"]), at_least=float(row["at_least"]),
            source=row["source"],
        )
        for row in rows
        if (row["type"], row["area"], row["measure"], int(row["grade"])) not in known
    )  # fmt: skip

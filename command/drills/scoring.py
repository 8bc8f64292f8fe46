"""marks → **scoring** → sums: points per goal and per unit. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Mark(NamedTuple):
    goal: int
    unit: str
    points: int
    verdict: str
    seconds: float | None = None


class Sum(NamedTuple):
    """`share` is None while nothing of it has been decided."""

    of: int
    met: int
    late: int
    missed: int
    open: int
    points: float
    most: int
    share: float | None


def add_up(marks: Iterable[Mark], late_worth: float) -> Sum:
    """What is still open counts neither for nor against."""
    rows = list(marks)
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("met", "late", "missed", "open")}
    worth = {"met": 1.0, "late": late_worth, "missed": 0.0}
    decided = [row for row in rows if row.verdict in worth]
    points, most = sum(row.points * worth[row.verdict] for row in decided), sum(row.points for row in decided)
    return Sum(len(rows), count["met"], count["late"], count["missed"], count["open"], points, most, points / most if most else None)


def by_goal(marks: Iterable[Mark], goals: int, late_worth: float) -> list[Sum]:
    """One for each goal in order; the last is of what serves no goal by name."""
    rows = list(marks)
    return [add_up([row for row in rows if row.goal == goal], late_worth) for goal in [*range(1, goals + 1), 0]]


def by_unit(marks: Iterable[Mark], late_worth: float) -> dict[str, Sum]:
    rows = list(marks)
    return {unit: add_up([row for row in rows if row.unit == unit], late_worth) for unit in dict.fromkeys(row.unit for row in rows)}


def grade(share: float | None, grades: Mapping[str, float]) -> str:
    """The best grade whose share is reached (以上含本数); empty when nothing is decided, “不合格” below all."""
    if share is None:
        return ""
    reached = [(least, name) for name, least in grades.items() if share * 100 >= least]
    return max(reached)[1] if reached else "不合格"

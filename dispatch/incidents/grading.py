"""figures → **grading** → suggestion: which grade the numbers make, and why. Worst criterion wins; “以上” includes the number. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Criterion(NamedTuple):
    """A row of the rule table: from `at_least` of `measure` on, an event of this type in this area is of `grade` (1 is worst)."""

    type: str  # prefix of an event type's code
    area: str  # prefix of an area's code; "" = everywhere
    measure: str
    grade: int
    at_least: float
    source: str
    valid_from: str = ""  # sorts; the newest valid table counts


class Suggestion(NamedTuple):
    grade: int
    measure: str
    value: float
    at_least: float
    source: str


def applicable(criteria: Iterable[Criterion], type: str, area: str) -> list[Criterion]:
    """For each measure and grade the one row that holds: the longest type prefix, then the finest area, then the newest.

    Row by row, so that a bureau that changes one threshold keeps the others.
    """
    best: dict[tuple[str, int], Criterion] = {}
    for row in criteria:
        if type.startswith(row.type) and area.startswith(row.area):
            held = best.get((row.measure, row.grade))
            if held is None or _weight(row) > _weight(held):
                best[row.measure, row.grade] = row
    return list(best.values())


def _weight(row: Criterion) -> tuple[int, int, str]:
    return len(row.type), len(row.area), row.valid_from


def suggest(figures: Mapping[str, float], criteria: Iterable[Criterion]) -> Suggestion | None:
    """None where no figure reaches any criterion. Between equals the measure named first in the alphabet, so that the answer is one."""
    met = [row for row in criteria if row.measure in figures and figures[row.measure] >= row.at_least]
    if not met:
        return None
    worst = min(met, key=lambda row: (row.grade, row.measure))
    return Suggestion(worst.grade, worst.measure, figures[worst.measure], worst.at_least, worst.source)

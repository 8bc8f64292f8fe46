"""对照: each number the city published about itself beside what we count of the same area and days, and whether both agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from command.figures.facts import Measure, ground
from command.figures.measures import MEASURES
from command.figures.models import EQUAL, OVER, VALUE, CityFigure
from command.figures.periods import Days, year_before
from command.figures.reading import Reading
from command.figures.reckoning import beside, value_of
from command.figures.rows import CheckedFigure
from realtime.rules.models import rule


def checked(area: str) -> list[CheckedFigure]:
    """Of what was published for this area or one within it."""
    rows = [one for one in CityFigure.objects.filter(area__startswith=area) if one.measure in MEASURES]
    readings: dict[str, list[CityFigure]] = defaultdict(list)
    for one in rows:
        readings[one.area].append(one)
    read = {code: Reading(code, _periods(held)) for code, held in readings.items()}
    near = float(rule("figures.near", ground(area)))
    return [_checked(one, read[one.area], near) for one in rows]


def _periods(rows: Sequence[CityFigure]) -> list[Days]:
    found = [Days(one.first, one.last) for one in rows]
    return found + [before for one, days in zip(rows, found, strict=True) if one.of != VALUE and (before := year_before(days))]


def _checked(one: CityFigure, read: Reading, near: float) -> CheckedFigure:
    measure, days = MEASURES[one.measure], Days(one.first, one.last)
    picks = read.picks(measure, days)
    counted = value_of(measure.how, picks) if one.of == VALUE else _change(measure, read, days)
    if one.of == VALUE and not picks:
        counted = None  # nothing at all stands behind it: not 0, but not known here
    return {
        "id": one.pk, "key": one.key, "phrase": one.phrase, "source": one.source, "expected": float(one.expected), "unit": one.unit or measure.unit,
        "relation": one.relation, "of": one.of, "measure": one.measure, "name": measure.name, "area": one.area, "first": one.first.isoformat(),
        "last": one.last.isoformat(), "counted": counted, "lines": len(picks),
        "agrees": None if counted is None else agrees(float(one.expected), counted, one.relation, near),
    }  # fmt: skip


def _change(measure: Measure, read: Reading, days: Days) -> float | None:
    before = year_before(days)
    if before is None:
        return None
    now, then = (value_of(measure.how, read.picks(measure, period)) for period in (days, before))
    return beside(measure.how, now, then, 0, *before)["change"]


def agrees(expected: float, counted: float, relation: str, near: float) -> bool:
    """31 is 31; 3100多 is 3100 or a little more; 近26万 is 260000 or a little less. To as many decimals as the city gave."""
    if relation == EQUAL:
        decimals = next((n for n in range(5) if round(expected, n) == expected), 4)
        return round(counted, decimals) == expected
    slack = abs(expected) * near
    return expected <= counted <= expected + slack if relation == OVER else expected - slack <= counted <= expected

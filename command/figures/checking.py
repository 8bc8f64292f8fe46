"""对照: each number the city published about itself beside what we count of the same area and days, and whether both agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from command.figures.facts import Measure, Pick, ground
from command.figures.measures import MEASURES
from command.figures.models import EQUAL, OVER, VALUE, CityFigure
from command.figures.periods import Days, year_before
from command.figures.published import Held, held_against
from command.figures.reading import Reading
from command.figures.reckoning import value_of
from command.figures.rows import CheckedFigure
from command.seeding.mode import invented_year
from realtime.rules.models import rule

KEPT = ("accidents", "alarms", "incidents", "responses", "rounds", "drills")  # who has any of these in a period kept books in it


def checked(area: str) -> list[CheckedFigure]:
    """Of what was published for this area or one within it."""
    rows = [(one, held) for one in CityFigure.objects.filter(area__startswith=area) if (held := held_against(one.measure))]
    readings: dict[str, list[CityFigure]] = defaultdict(list)
    for one, _ in rows:
        readings[one.area].append(one)
    read = {code: Reading(code, _periods(held)) for code, held in readings.items()}
    whole = Reading(ground(area), _periods([one for one, _ in rows]))
    near, made = float(rule("figures.near", ground(area))), invented_year()
    return [_checked(one, held, read[one.area], whole, near, made) for one, held in rows]


def _periods(rows: Sequence[CityFigure]) -> list[Days]:
    found = [Days(one.first, one.last) for one in rows]
    return found + [before for one, days in zip(rows, found, strict=True) if one.of != VALUE and (before := year_before(days))]


def _checked(one: CityFigure, held: Held, read: Reading, whole: Reading, near: float, made: int | None) -> CheckedFigure:
    days = Days(one.first, one.last)
    counted, lines = _counted(one, held, read, whole, days)
    return {
        "id": one.pk, "key": one.key, "phrase": one.phrase, "source": one.source, "expected": float(one.expected), "unit": one.unit or held.unit,
        "relation": one.relation, "of": one.of, "measure": one.measure, "name": held.name, "area": one.area, "first": one.first.isoformat(),
        "last": one.last.isoformat(), "counted": counted, "lines": lines, "opens": held.measure is not None,
        "agrees": None if counted is None else agrees(float(one.expected), counted, one.relation, near),
        "invented": days.first.year == made,
    }  # fmt: skip


def _counted(one: CityFigure, held: Held, read: Reading, whole: Reading, days: Days) -> tuple[float | None, int]:
    if held.book is not None:
        count = held.book.count(one.area)
        return count, count
    assert held.measure is not None
    picks = _picks(held, held.measure, read, days)
    if one.of != VALUE:
        return _change(held, held.measure, read, days), len(picks)
    if not picks and not any(whole.picks(MEASURES[key], days) for key in KEPT):
        return None, 0  # of a time before this centre: not 0, but not known here
    return value_of(held.measure.how, picks), len(picks)


def _picks(held: Held, measure: Measure, read: Reading, days: Days) -> list[Pick]:
    return [pick for pick in read.picks(measure, days) if not held.sectors or pick.fact.sector in held.sectors]


def _change(held: Held, measure: Measure, read: Reading, days: Days) -> float | None:
    """Per cent to as many decimals as any paper gives."""
    before = year_before(days)
    if before is None:
        return None
    now, then = (value_of(measure.how, _picks(held, measure, read, period)) for period in (days, before))
    return round(100 * (now - then) / then, 4) if now is not None and then else None


def agrees(expected: float, counted: float, relation: str, near: float) -> bool:
    """31 is 31; 3100多 is 3100 or a little more; 近26万 is 260000 or a little less. To as many decimals as the city gave."""
    if relation == EQUAL:
        decimals = next((n for n in range(5) if round(expected, n) == expected), 4)
        return round(counted, decimals) == expected
    slack = abs(expected) * near
    return expected <= counted <= expected + slack if relation == OVER else expected - slack <= counted <= expected

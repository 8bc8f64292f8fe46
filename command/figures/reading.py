"""The rows of some periods, each read once however many measures ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from command.figures.facts import Fact, Family, Measure, Pick, Span
from command.figures.periods import DAY, Days


def starts(day: date) -> datetime:
    """Midnight of the centre's own zone."""
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())


def merged(periods: Iterable[Days]) -> list[Days]:
    """Periods that touch are read in one."""
    found: list[Days] = []
    for one in sorted(periods):
        if found and one.first <= found[-1].last + DAY:
            found[-1] = Days(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found


class Reading:
    """`hazard`: prefix of an event type; what knows no event type has then nothing to say. `sector`: one, or several with commas between them."""

    def __init__(self, area: str, periods: Sequence[Days], hazard: str = "", sector: str = "") -> None:
        self.area, self.periods, self.hazard, self.sector = area, merged(periods), hazard, sector
        self._facts: dict[str, list[Fact]] = {}
        self._settled: dict[tuple[str, Days], list[Fact]] = {}

    def facts(self, family: Family, days: Days) -> list[Fact]:
        if (family.key, days) not in self._settled:
            start, end = starts(days.first), starts(days.last + timedelta(days=1))
            rows = [one for one in self._all(family) if start <= one.at < end and (one.until is None or one.until <= end)]
            self._settled[family.key, days] = family.settle(rows)
        return self._settled[family.key, days]

    def picks(self, measure: Measure, days: Days) -> list[Pick]:
        return measure.picks(self.facts(measure.family, days))

    def _all(self, family: Family) -> list[Fact]:
        if family.key not in self._facts:
            rows: list[Fact] = []
            for days in self.periods:
                rows += family.read(Span(self.area, starts(days.first), starts(days.last + timedelta(days=1))))
            if self.hazard:
                rows = [one for one in rows if one.hazard.startswith(self.hazard)]
            if self.sector:
                rows = [one for one in rows if one.sector in self.sector.split(",")]
            self._facts[family.key] = rows
        return self._facts[family.key]

    def speaks_of(self, family: Family) -> bool:
        return (not self.hazard or "hazard" in family.by) and (not self.sector or "sector" in family.by)

"""A year behind us → **calendar** → its instants: when it burns, when it rains, at what hour; and how a sum is split so that it adds up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

import shapely
from django.utils.timezone import get_current_timezone

from command.duty.models import SpecialPeriod
from command.seeding.cities.city import City
from realtime.areas.models import Area

INVENTED = "演示数据(虚构)"
BY, WHO = "system", "演示数据"
# Share of the twelve months
FIRES = (12, 11, 12, 8, 3, 1, 1, 1, 4, 12, 16, 19)
RAIN = (0.03, 0.04, 0.06, 0.11, 0.17, 0.18, 0.13, 0.13, 0.08, 0.03, 0.02, 0.02)
EVEN = (1,) * 12
NOON = (0,) * 6 + (1, 1, 2, 4, 7, 10, 11, 12, 13, 12, 10, 7, 4, 3, 2, 1, 1, 1)  # fires are seen when people are out
DAY = (1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 7, 6, 6, 8, 8, 8, 7, 6, 5, 4, 3, 2, 2)


@dataclass
class Past:
    city: City
    year: int
    dice: random.Random
    numbers: dict[str, int] = field(default_factory=dict)

    @cached_property
    def districts(self) -> list[Area]:
        return list(Area.objects.districts(self.city.code).order_by("code"))

    @cached_property
    def towns(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {area.code: [] for area in self.districts}
        for town in Area.objects.under(self.city.code).towns_of_any().order_by("code"):
            found[town.code[:6]].append(town)
        return found

    @cached_property
    def wooded(self) -> list[Area]:
        return [area for area in self.districts if area.code in self.city.wooded] or self.districts

    @cached_property
    def _shapes(self) -> dict[str, shapely.Geometry]:
        return {area.code: shapely.from_geojson(area.boundary) for area in self.districts if area.boundary}

    @cached_property
    def quiet(self) -> list[tuple[date, date]]:
        """The special periods in which nothing burned, as the duty's calendar has them."""
        rows = SpecialPeriod.objects.filter(first__year__lte=self.year, last__year__gte=self.year)
        return [(row.first, row.last) for row in rows if row.name.startswith(self.city.year.quiet)]

    def at(
        self, months: Sequence[float] = EVEN, hours: Sequence[float] = DAY, *, year: int | None = None, until: tuple[int, int] = (12, 31)
    ) -> datetime:
        """An instant of the year, by season and hour, not after `until` (month, day)."""
        year = year or self.year
        last = date(year, *until)
        while True:
            month = self.dice.choices(range(1, 13), months)[0]
            day = date(year, month, 1) + timedelta(days=self.dice.randrange(31))
            if day.month == month and day <= last:
                return self.clock(day, self.dice.choices(range(24), hours)[0], self.dice.randrange(60))

    def quiet_at(self, months: Sequence[float], hours: Sequence[float]) -> datetime:
        """As `at`, outside the special periods in which nothing burned."""
        while True:
            found = self.at(months, hours)
            if not any(first <= found.date() <= last for first, last in self.quiet):
                return found

    def clock(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), get_current_timezone())

    def place(self, area: Area) -> tuple[float, float]:
        """Somewhere inside; beside the seat where no boundary is known."""
        shape = self._shapes.get(area.code)
        if shape is None:
            lon, lat = area.lon or self.districts[0].lon or 0.0, area.lat or self.districts[0].lat or 0.0
            return round(lon + self.dice.uniform(-0.05, 0.05), 5), round(lat + self.dice.uniform(-0.05, 0.05), 5)
        west, south, east, north = shape.bounds
        while True:
            lon, lat = self.dice.uniform(west, east), self.dice.uniform(south, north)
            if shapely.contains_xy(shape, lon, lat):
                return round(lon, 5), round(lat, 5)

    def town(self, area: Area) -> Area:
        return self.dice.choice(self.towns[area.code] or [area])

    def number(self, prefix: str, at: datetime) -> str:
        """As the desk gives them, counted from one: no day of the past has any other."""
        self.numbers[prefix] = self.numbers.get(prefix, 0) + 1
        return f"{prefix}{at:%Y%m%d}-{self.numbers[prefix]:04d}"


def split(dice: random.Random, whole: int, parts: int, *, least: int = 0, weights: Sequence[float] | None = None) -> list[int]:
    """Whole numbers that add up to `whole`, none below `least`."""
    weights = list(weights or (dice.uniform(0.5, 1.5) for _ in range(parts)))
    spare, total = whole - least * parts, sum(weights)
    found = [least + int(spare * weight / total) for weight in weights]
    for place in sorted(range(parts), key=lambda n: -weights[n])[: whole - sum(found)]:
        found[place] += 1
    return found


def scattered(dice: random.Random, whole: int, parts: int) -> list[int]:
    """`whole` single ones thrown onto `parts` places: deaths onto accidents. Not more than two at once while there is room."""
    found = [0] * parts
    for _ in range(whole):
        free = [n for n, held in enumerate(found) if held < 2] or list(range(parts))
        found[dice.choice(free)] += 1
    return found

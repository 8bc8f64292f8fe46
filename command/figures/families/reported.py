"""上报数: what departments counted themselves. Only what lies whole within the period, and nothing twice: the widest row wins over those it holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from command.figures.facts import Fact, Family, Measure, Span, amounts
from command.figures.models import ReportedFigure
from command.figures.reported import NAMES, REPORTED

RAIN, NORMAL = "rain_mm", "rain_normal_mm"
MEANS = (RAIN, NORMAL)  # millimetres of two districts are averaged, not added


def read(span: Span) -> list[Fact]:
    first, last = timezone.localdate(span.start), timezone.localdate(span.end - timedelta(microseconds=1))
    rows = ReportedFigure.objects.standing().filter(area__startswith=span.area, first__gte=first, last__lte=last)
    found = rows.values_list("pk", "area", "key", "first", "last", "value", "unit", "source")
    return [
        Fact(
            "reported", pk, f"{start} – {end}", _at(start), area, f"{NAMES.get(key, key)} {value:g} {unit} {source}", None, sector="", grade=key,
            amounts=amounts(value=float(value)), until=_at(end + timedelta(days=1)),
        )
        for pk, area, key, start, end, value, unit, source in found
    ]  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def widest(facts: list[Fact]) -> list[Fact]:
    """A year's figure of the city holds its months' and its districts'; what is held is not added a second time. Rain is shared out among who has it."""
    taken: dict[str, list[Fact]] = defaultdict(list)
    spoken: dict[tuple[str, str], set[date]] = defaultdict(set)  # of a key and an area: the days that have a row
    for one in sorted(facts, key=lambda fact: (len(fact.area), fact.at - (fact.until or fact.at), fact.at, fact.id)):
        days = set(_days(one))
        if all(days.isdisjoint(spoken.get((one.grade, one.area[:n]), ())) for n in range(len(one.area) + 1)):
            taken[one.grade].append(one)
            spoken[one.grade, one.area] |= days
    counted = {key: Counter(day for one in taken[key] for day in _days(one)) for key in MEANS}
    same = counted[RAIN].keys() == counted[NORMAL].keys()  # a month of which three days were measured is no dry one
    return [_shared(one, counted[one.grade], same) if one.grade in MEANS else one for rows in taken.values() for one in rows]


def _shared(one: Fact, counted: Counter[date], same: bool) -> Fact:
    """The mean over the areas day by day: one may have a month in one row, another the same month in thirty."""
    days = list(_days(one))
    value = one.amounts["value"] / len(days) * sum(1 / counted[day] for day in days)
    return one._replace(amounts=amounts(value=value, beside=value if same else None))


def _days(one: Fact) -> Iterator[date]:
    first, end = timezone.localdate(one.at), timezone.localdate(one.until or one.at)
    return (first + timedelta(days=n) for n in range((end - first).days))


def _of(key: str) -> Measure:
    name, unit = next((name, unit) for code, name, unit in REPORTED if code == key)
    return Measure(key, name, "reported", "told", FIGURES, unit, amount="value", where=lambda one: one.grade == key)


FIGURES = Family("reported", read, ("area",), widest)
MEASURES = [
    *(_of(key) for key, _, _ in REPORTED),
    Measure(
        "rain_anomaly", "降雨距平(较常年)", "reported", "anomaly", FIGURES, "%", amount="beside", where=lambda one: one.grade in MEANS,
        part=lambda one: one.grade == RAIN,
    ),
]  # fmt: skip

"""What a number is made of: a family reads its rows once as facts, a measure says which of them count and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from django.conf import settings

from command.figures.rows import How, StatisticKind, StatisticLine, Worse
from realtime.clock import iso


class Span(NamedTuple):
    """An area, and a time of it; `end` is exclusive."""

    area: str
    start: datetime
    end: datetime


class Fact(NamedTuple):
    """One row as statistics see it, by its own time in the world. `hazard`: event type. `grade`: level or colour. `amounts`: what it may add to a sum or a time."""

    kind: StatisticKind
    id: int
    number: str
    at: datetime
    area: str
    title: str
    incident: int | None = None
    hazard: str = ""
    sector: str = ""
    grade: str = ""
    state: str = ""
    amounts: Mapping[str, float] = MappingProxyType({})
    until: datetime | None = None  # of what was counted over a time: it lies within a period only whole


def _as_they_are(facts: list[Fact]) -> list[Fact]:
    return facts


@dataclass(frozen=True)
class Family:
    """`read`: the real rows of an area and time, in one query or a few, whatever their number. `by`: what its measures can be split by.

    `settle`: of the rows of one period those that count, where one may hold another.
    """

    key: str
    read: Callable[[Span], list[Fact]]
    by: tuple[str, ...] = ("area",)
    settle: Callable[[list[Fact]], list[Fact]] = _as_they_are


class Pick(NamedTuple):
    """A fact that a measure counts: of the part or only of the whole, and how much."""

    fact: Fact
    counts: bool
    amount: float | None


def _every(fact: Fact) -> bool:
    return True


@dataclass(frozen=True)
class Measure:
    """`name`, `unit`: as they stand on paper. `amount`: which of the facts' amounts; a fact without it is left out. `worse`: the way that is no good."""

    key: str
    name: str
    group: str
    how: How
    family: Family
    unit: str = ""
    amount: str = ""
    where: Callable[[Fact], bool] = _every
    part: Callable[[Fact], bool] = _every
    worse: Worse = ""

    def picks(self, facts: Sequence[Fact]) -> list[Pick]:
        if not self.amount:
            return [Pick(one, self.part(one), None) for one in facts if self.where(one)]
        return [Pick(one, self.part(one), one.amounts[self.amount]) for one in facts if self.amount in one.amounts and self.where(one)]


def line(pick: Pick) -> StatisticLine:
    one = pick.fact
    return {
        "kind": one.kind, "id": one.id, "incident": one.incident, "number": one.number, "at": str(iso(one.at)), "area": one.area, "title": one.title,
        "counts": pick.counts, "amount": pick.amount,
    }  # fmt: skip


def ground(area: str) -> str:
    """Whose rules hold there: nothing above the city has any of its own here."""
    return area if area.startswith(settings.CITY) else str(settings.CITY)


def seconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 1) if start and end and end >= start else None


def amounts(**given: float | None) -> dict[str, float]:
    return {key: float(value) for key, value in given.items() if value is not None}

"""What a city's own papers say of one year: the figures its history is made to add up to, each in the papers' words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Trade(NamedTuple):
    """Accidents of one kind: (events, deaths, injured) of the year and of the year before. Base counts are invented; their percentages are the source's."""

    title: str
    sectors: tuple[str, ...]
    type: str  # of the event; none for trades that the standard has no one type for
    year: tuple[int, int, int]
    before: tuple[int, int, int]


class Said(NamedTuple):
    """A figure as the paper has it, and what it is held against: a measure's value, or by how many per cent it is above the year before."""

    measure: str
    phrase: str
    value: float
    unit: str = ""
    of: str = "value"
    relation: str = "equal"  # over: 多、余; near: 近
    area: str = ""
    trade: str = ""  # of accidents only those of this trade
    until: tuple[int, int] = (12, 31)  # month and day the figure reaches to


def yoy(measure: str, phrase: str, value: float, *, trade: str = "", until: tuple[int, int] = (12, 31)) -> Said:
    return Said(measure, phrase, value, "%", "yoy", trade=trade, until=until)


class Told(NamedTuple):
    """A number that offices report and nobody can count from rows here; spread over months and districts so that it adds up."""

    key: str
    value: float
    months: tuple[int, int] = (1, 12)
    by_district: bool = True


class Rounds(NamedTuple):
    """Weather processes: how many, how many people left ahead of them, how one of them is called."""

    number: int
    moved: int
    named: tuple[tuple[str, str, int, int], ...] = ()  # kind, name, month, day


@dataclass(frozen=True)
class Year:
    source: str
    alarms: int = 0
    verified: int = 0
    burned_mu: float = 0.0
    quiet: tuple[str, ...] = ()  # special periods without a single fire
    responses: dict[str, dict[int, int]] = field(default_factory=dict)  # family → level → times
    rounds: Rounds | None = None
    drills: int = 0
    drill_people: int = 0
    flood_drills: int = 0
    quakes: int = 0
    decisions: int = 0
    accidents: tuple[Trade, ...] = ()
    accidents_until: tuple[int, int] = (12, 31)  # the paper's figures reach to here; later in those years there is nothing
    spared: tuple[str, ...] = ()  # districts without any accident, in this year and before it
    told: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()

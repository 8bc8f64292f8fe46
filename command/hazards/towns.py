"""risk units → **towns** → a colour per town: the worst it holds, and a weight that puts the heaviest first. Pure.

A town whose border is known holds what lies in it; where only its seat is known, a unit belongs to the nearest seat of its district.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from command.hazards.scoring import COLOURS
from dispatch.distance import great_circle_m

TOWN_DIGITS = 9


class Town(NamedTuple):
    code: str
    name: str
    lon: float
    lat: float


class At(NamedTuple):
    """A unit: its area's code as deep as it is known, where it lies, its colour."""

    area: str
    lon: float
    lat: float
    colour: str


def town_of(unit: At, towns: Mapping[str, Sequence[Town]]) -> Town | None:
    """`towns` by district (6 digits). None: the district has none that is known."""
    known = towns.get(unit.area[:6], ())
    if len(unit.area) >= TOWN_DIGITS:
        return next((town for town in known if town.code == unit.area[:TOWN_DIGITS]), None)
    return min(known, key=lambda town: great_circle_m(unit.lon, unit.lat, town.lon, town.lat), default=None)


def count(units: Iterable[At], towns: Mapping[str, Sequence[Town]]) -> dict[Town, dict[str, int]]:
    """Per town how many of each colour; towns without a unit are left out."""
    found: dict[Town, dict[str, int]] = {}
    for unit in units:
        town = town_of(unit, towns)
        if town is not None:
            held = found.setdefault(town, dict.fromkeys(COLOURS, 0))
            held[unit.colour] += 1
    return found


def worst(counts: Mapping[str, int]) -> str:
    return next((colour for colour in COLOURS if counts.get(colour, 0)), COLOURS[-1])


def weight(counts: Mapping[str, int], weights: Sequence[float]) -> float:
    """`weights`: what one red, orange, yellow, blue unit counts."""
    return sum(counts.get(colour, 0) * by for colour, by in zip(COLOURS, weights, strict=True))

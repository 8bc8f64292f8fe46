"""places, teams → **reach** → coverage: how soon a ready team is at each place, what share of a district that covers, what is missing. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dispatch.recommend.forces import Bools, Floats, Ints, metres

State = Literal["covered", "unequipped", "late", "none"]
STATES: tuple[State, ...] = ("covered", "unequipped", "late", "none")  # from best to worst


@dataclass(frozen=True, slots=True)
class Places:
    """Where people live: `district` is an index, `weight` how much of its district a place stands for."""

    lon: Floats
    lat: Floats
    district: Ints
    weight: Floats


@dataclass(frozen=True, slots=True)
class Squads:
    """Teams of one trade or domain. `pace`: seconds a metre of straight line, the road's bends in it."""

    lon: Floats
    lat: Floats
    turnout_s: Floats
    pace: Floats
    district: Ints
    ready: Bools
    equipped: Bools

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True, slots=True)
class Reached:
    """Per place: the soonest ready team (-1: none) and its seconds (inf), and the same of those with the equipment."""

    seconds: Floats
    squad: Ints
    equipped_s: Floats


def reach(places: Places, squads: Squads) -> Reached:
    count = len(places.lon)
    seconds, squad, equipped = np.full(count, np.inf), np.full(count, -1, np.int64), np.full(count, np.inf)
    for at in np.flatnonzero(squads.ready):
        way = squads.turnout_s[at] + squads.pace[at] * metres(places.lon, places.lat, float(squads.lon[at]), float(squads.lat[at]))
        sooner = way < seconds
        squad[sooner] = at
        seconds[sooner] = way[sooner]
        if squads.equipped[at]:
            equipped = np.minimum(equipped, way)
    return Reached(seconds, squad, equipped)


@dataclass(frozen=True, slots=True)
class District:
    """`share`: of its weight that an equipped ready team reaches in time; `reached`: that any ready team does."""

    state: State
    share: float
    reached: float
    ready: int
    teams: int


def districts(places: Places, squads: Squads, found: Reached, count: int, within_s: float, full: float) -> list[District]:
    """What each district has. A gap says what would close it: a team at all, one that is nearer, or the equipment for one."""
    rows: list[District] = []
    for district in range(count):
        mine, own = places.district == district, squads.district == district
        share, reached = (_share(places.weight[mine], seconds[mine], within_s) for seconds in (found.equipped_s, found.seconds))
        ready = int(np.count_nonzero(own & squads.ready))
        rows.append(District(_state(share, reached, ready, full), share, reached, ready, int(np.count_nonzero(own))))
    return rows


def _share(weight: Floats, seconds: Floats, within_s: float) -> float:
    whole = float(weight.sum())
    return float(weight[seconds <= within_s].sum()) / whole if whole > 0 else 0.0


def _state(share: float, reached: float, ready: int, full: float) -> State:
    enough = full - 1e-9
    if share >= enough:
        return "covered"
    if reached >= enough:
        return "unequipped"
    return "late" if ready else "none"


def minutes_class(seconds: float, classes: Sequence[float]) -> int:
    """Index of the first class (minutes) it lies within; len(classes) beyond all of them."""
    return next((n for n, most in enumerate(classes) if seconds <= 60 * most), len(classes))

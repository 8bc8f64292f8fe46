"""candidates → **selecting** → set: which teams meet the run card soonest, what stays short, which district is left bare. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.recommend.forces import AVAILABLE, Floats, Forces, Ints, metres
from dispatch.recommend.judging import Judged, Want
from dispatch.recommend.roads.estimate import Mode

# Heads are looked for in at most this many times the units that a card names: a hundred volunteers in tens are no task force.
MOST_FOR_HEADS = 3


def remaining(needs: Sequence[Want], there: Iterable[tuple[str, int]], substitutes: Mapping[str, Sequence[str]]) -> list[Want]:
    """The card less the teams already held for the incident (kind, people): first by their own kind, then as a substitute."""
    left = {need.capability: [need.units, need.people] for need in needs}
    spare: list[tuple[str, int]] = []
    for kind, people in there:
        if kind in left and left[kind][0] > 0:
            _take(left[kind], people)
        else:
            spare.append((kind, people))
    for kind, people in spare:
        for capability, short in left.items():
            if kind in substitutes.get(capability, ()) and short[0] > 0:
                _take(short, people)
                break
    return [Want(need.capability, *left[need.capability]) for need in needs]


def _take(short: list[int], people: int) -> None:
    short[0] = max(0, short[0] - 1)
    short[1] = max(0, short[1] - people)


def select(forces: Forces, judged: Judged, wants: Sequence[Want]) -> list[tuple[int, int]]:
    """(team, want) pairs, the soonest pair first; each team once, each want until its units and its heads are met."""
    pool = _pool(judged, wants)
    scores = judged.score[:, pool]
    units = [want.units for want in wants]
    heads = [want.people for want in wants]
    room = [want.units * MOST_FOR_HEADS for want in wants]
    chosen: list[tuple[int, int]] = []
    used: set[int] = set()
    for flat in np.argsort(scores, axis=None, kind="stable"):
        want, place = divmod(int(flat), len(pool))
        team = int(pool[place])
        if not np.isfinite(scores[want, place]):
            break
        if team in used or room[want] == 0 or (units[want] <= 0 and heads[want] <= 0):
            continue
        used.add(team)
        chosen.append((team, want))
        units[want] -= 1
        heads[want] -= int(forces.people[team])
        room[want] -= 1
    return chosen


def _pool(judged: Judged, wants: Sequence[Want]) -> Ints:
    """Enough of the best for every want: no more than all wants together could ever take."""
    most = sum(want.units for want in wants) * MOST_FOR_HEADS
    found: list[Ints] = []
    for score in judged.score:
        fit = np.flatnonzero(np.isfinite(score))
        if len(fit) > most:
            fit = fit[np.argpartition(score[fit], most)[:most]]
        found.append(fit)
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Short:
    capability: str
    units: int
    units_found: int
    people: int
    people_found: int


def shortfalls(forces: Forces, wants: Sequence[Want], chosen: Sequence[tuple[int, int]]) -> list[Short]:
    found = [
        Short(
            want.capability, want.units, sum(1 for _, at in chosen if at == place),
            want.people, sum(int(forces.people[team]) for team, at in chosen if at == place),
        )
        for place, want in enumerate(wants)
    ]  # fmt: skip
    return [row for row in found if row.units_found < row.units or row.people_found < row.people]


@dataclass(frozen=True, slots=True)
class Bare:
    """A district × kind that falls below its floor, and the team elsewhere that could move up soonest (with its seconds)."""

    district: int
    kind: int
    left: int
    floor: int
    move: int | None
    move_s: float


def left_bare(
    forces: Forces, floor: Ints, sent: Sequence[int], seats: Mapping[int, tuple[float, float]], modes: Sequence[Mode]
) -> list[Bare]:
    """Only groups that this dispatch takes from: a district that was bare before is its own matter."""
    left = forces.available_by_group()
    gone = [team for team in sent if forces.meaning[team] == AVAILABLE]
    groups = sorted({(int(forces.district[team]), int(forces.kind[team])) for team in gone})
    for team in gone:
        left[forces.district[team], forces.kind[team]] -= 1
    bare: list[Bare] = []
    moved: set[int] = set()
    for district, kind in groups:
        if left[district, kind] >= floor[district, kind]:
            continue
        move, seconds = _mover(forces, floor, left, district, kind, {*sent, *moved}, seats.get(district), modes)
        if move is not None:
            moved.add(move)
            left[forces.district[move], kind] -= 1
        bare.append(Bare(district, kind, int(left[district, kind]), int(floor[district, kind]), move, seconds))
    return bare


def _mover(
    forces: Forces, floor: Ints, left: Ints, district: int, kind: int, taken: set[int], seat: tuple[float, float] | None, modes: Sequence[Mode]
) -> tuple[int | None, float]:  # fmt: skip
    """The nearest team of the kind whose own district stays at its floor without it."""
    surplus = left[:, kind] > floor[:, kind]
    mask = forces.free & (forces.meaning == AVAILABLE) & (forces.kind == kind) & surplus[forces.district] & (forces.district != district)
    mask[list(taken)] = False
    found = np.flatnonzero(mask)
    if seat is None or not len(found):
        return None, 0.0
    distance: Floats = metres(forces.lon[found], forces.lat[found], *seat)
    nearest = int(np.argmin(distance))
    return int(found[nearest]), modes[kind].seconds(float(distance[nearest]))

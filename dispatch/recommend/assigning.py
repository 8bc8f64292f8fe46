"""several incidents → **assigning** → one plan: who goes where so that the weighted arrival of all is soonest. No Django.

`greedy` is what officers do: the weightiest incident takes the soonest teams, then the next. `assign` gives every place to the team that
makes the whole best (Hungarian method). A district's floor binds places together, which the method cannot know: where it is broken the
costliest loan is forbidden and the method runs again, and the better of both plans is given, so that it is never worse than greedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.recommend.forces import AVAILABLE, Bools, Floats, Forces, Ints
from dispatch.recommend.judging import Judged, Want


@dataclass(frozen=True, slots=True)
class Slots:
    """One row a wanted team: which incident and want, what it weighs, what each team would cost there (inf = may not)."""

    incident: Ints
    want: Ints
    weight: Floats
    seconds: Floats  # [slot, team]
    crossing: Bools  # [slot, team]
    unfilled_s: float

    @property
    def cost(self) -> Floats:
        return self.seconds * self.weight[:, None]

    @property
    def empty(self) -> Floats:
        """What a slot costs that nobody fills."""
        return self.weight * self.unfilled_s


Filled = dict[int, int]  # slot → team


def slots_of(judged: Sequence[Judged], wants: Sequence[Sequence[Want]], weights: Sequence[float], unfilled_s: float) -> Slots:
    rows = [
        (incident, place, weights[incident])
        for incident, lines in enumerate(wants)
        for place, want in enumerate(lines)
        for _ in range(want.units)
    ]
    teams = len(judged[0].code) if judged else 0
    seconds = np.array([judged[incident].score[want] for incident, want, _ in rows]) if rows else np.zeros((0, teams))
    crossing = np.array([judged[incident].crossing for incident, _, _ in rows]) if rows else np.zeros((0, teams), np.bool_)
    columns = [np.array([row[column] for row in rows]) for column in range(3)]
    return Slots(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2].astype(np.float64), seconds, crossing, unfilled_s)


def total(slots: Slots, filled: Filled) -> float:
    """Weighted seconds of the whole plan; an empty slot counts as `unfilled_s`."""
    cost, empty = slots.cost, slots.empty
    return float(sum(cost[slot, filled[slot]] if slot in filled else empty[slot] for slot in range(len(slots.weight))))


def greedy(forces: Forces, slots: Slots, lendable_from: Ints) -> Filled:
    """Weightiest first; within an incident the soonest pair first."""
    filled: Filled = {}
    ledger = _Floors(forces, lendable_from)
    used: set[int] = set()
    order = sorted(set(slots.incident.tolist()), key=lambda incident: -float(slots.weight[slots.incident == incident][0]))
    for incident in order:
        rows = np.flatnonzero(slots.incident == incident)
        teams = _useful(slots.seconds[rows], 4 * len(slots.weight))
        block = slots.seconds[np.ix_(rows, teams)]
        open_places = len(rows)
        for flat in np.argsort(block, axis=None, kind="stable"):
            place, at = divmod(int(flat), len(teams))
            slot, team = int(rows[place]), int(teams[at])
            if not block[place, at] <= slots.unfilled_s:
                break
            if slot in filled or team in used or not ledger.allows(team, bool(slots.crossing[slot, team])):
                continue
            ledger.take(team, bool(slots.crossing[slot, team]))
            used.add(team)
            filled[slot] = team
            open_places -= 1
            if not open_places:
                break
    return filled


def assign(forces: Forces, slots: Slots, lendable_from: Ints, against: Filled) -> Filled:
    """The best plan found; never worse than `against`."""
    cost = slots.cost
    # Only teams that somebody wants take part: with thousands of teams and a handful of places nearly all columns are idle.
    teams = _useful(cost, 2 * len(cost))
    for _ in range(1 + len(slots.weight)):  # every round forbids a loan, so there are no more rounds than places
        filled = _solve(cost, slots.empty, teams)
        broken = _broken(forces, slots, lendable_from, filled)
        if not broken:
            break
        for slot in broken:
            cost[:, filled[slot]] = np.where(slots.crossing[:, filled[slot]], np.inf, cost[:, filled[slot]])
    else:
        return against
    return filled if total(slots, filled) <= total(slots, against) else against


def _useful(cost: Floats, most: int) -> Ints:
    """A place never needs more than its n best teams, n = number of places; more than that leaves room for forbidden loans."""
    found = [np.flatnonzero(np.isfinite(row)) for row in cost]
    best = [fit if len(fit) <= most else fit[np.argpartition(row[fit], most)[:most]] for row, fit in zip(cost, found, strict=True)]
    return np.unique(np.concatenate(best)) if best else np.zeros(0, np.int64)


def _solve(cost: Floats, empty: Floats, teams: Ints) -> Filled:
    """Every slot also has a place for nobody, so that a solution always exists and far teams do not come for nothing."""
    from scipy.optimize import linear_sum_assignment  # half a second and 40 MB, which only a plan for several incidents needs

    if not len(cost):
        return {}
    nobody = np.repeat(empty[:, None], len(cost), axis=1)
    slots, places = linear_sum_assignment(np.hstack([cost[:, teams], nobody]))
    return {int(slot): int(teams[place]) for slot, place in zip(slots, places, strict=True) if place < len(teams)}


def _broken(forces: Forces, slots: Slots, available: Ints, filled: Filled) -> list[int]:
    """The costliest loan of every group whose district falls below its floor through loans."""
    taken: dict[tuple[int, int], list[tuple[float, int]]] = {}
    used: dict[tuple[int, int], int] = {}
    for slot, team in filled.items():
        if forces.meaning[team] != AVAILABLE:
            continue
        group = int(forces.district[team]), int(forces.kind[team])
        used[group] = used.get(group, 0) + 1
        if slots.crossing[slot, team]:
            taken.setdefault(group, []).append((float(slots.cost[slot, team]), slot))
    return [max(loans)[1] for group, loans in taken.items() if used[group] > available[group]]


class _Floors:
    """What each group may still give away while its district keeps its floor."""

    def __init__(self, forces: Forces, available: Ints) -> None:
        self.forces, self.room = forces, available.copy()
        self.lent = np.zeros_like(available, dtype=np.bool_)

    def _group(self, team: int) -> tuple[int, int] | None:
        if self.forces.meaning[team] != AVAILABLE:
            return None
        return int(self.forces.district[team]), int(self.forces.kind[team])

    def allows(self, team: int, crossing: bool) -> bool:
        """Its own district may go below its floor for itself, but not on top of a loan."""
        group = self._group(team)
        return group is None or bool(self.room[group] > 0) or not (crossing or self.lent[group])

    def take(self, team: int, crossing: bool) -> None:
        group = self._group(team)
        if group is not None:
            self.room[group] -= 1
            self.lent[group] |= crossing

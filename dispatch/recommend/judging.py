"""forces → **judging** → candidates: who may go to one incident, how soon, and why the others may not. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dispatch.recommend.forces import AVAILABLE, DELAYED, POST, UNAVAILABLE, Bools, Floats, Forces, Ints, metres
from dispatch.recommend.roads.estimate import Mode, estimate

# Why a team is not proposed. One reason is said; what it cannot do comes before the rest, as nothing else about it matters then.
OK, HERE, CAPABILITY, LOST, ASSIGNED, RESTING, OFF, FLOOR, UNREADY = range(9)
CODES = ("ok", "here", "capability", "lost", "assigned", "resting", "off", "floor", "unready")


@dataclass(frozen=True, slots=True)
class Want:
    """One line of a run card, less what is already there."""

    capability: str
    units: int
    people: int


@dataclass(frozen=True, slots=True)
class Place:
    """What of an incident matters for judging."""

    incident: int
    lon: float
    lat: float
    district: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from rule rows. Penalties are seconds by which a team counts as arriving later."""

    modes: Sequence[Mode]  # how each kind travels to this type of incident
    turnout_s: Mapping[str, float]  # by category; `post` for a crew that stands ready
    can: Floats  # [want, kind] → seconds; inf = cannot stand in
    floor: Ints  # [district, kind]
    delayed_s: float
    crossing_s: float
    domain_s: float
    level_s: Mapping[int, float] = field(default_factory=dict)  # by level of readiness
    unready: Collection[int] = ()  # levels that are left out altogether


@dataclass(slots=True)
class Judged:
    """Columns beside `Forces`; `score[want]` is inf for whoever may not go."""

    code: Ints
    distance_m: Floats
    travelled_m: Floats
    turnout_s: Floats
    eta_s: Floats
    crossing: Bools
    extra_s: Floats
    score: Floats
    lendable: Ints  # [district, kind]

    @property
    def best(self) -> Floats:
        """The lowest score of each team over all wants."""
        return np.asarray(self.score.min(axis=0) if len(self.score) else np.full(len(self.code), np.inf), np.float64)

    def nearest(self, most: int) -> Ints:
        """Up to `most` candidates, best first."""
        best = self.best
        fit = np.flatnonzero(np.isfinite(best))
        if len(fit) > most:
            fit = fit[np.argpartition(best[fit], most)[:most]]
        return np.asarray(fit[np.argsort(best[fit], kind="stable")], np.int64)


def foreign(districts: Sequence[str], home: str) -> Bools:
    """Which districts are another's: neither the incident's own, nor the city above it, nor under it."""
    return np.array([not (name.startswith(home) or home.startswith(name)) for name in districts], np.bool_)


def judge(forces: Forces, place: Place, wants: Sequence[Want], scale: Scale) -> Judged:
    """All hard filters and the estimate, for every team at once."""
    count = len(forces)
    distance = metres(forces.lon, forces.lat, place.lon, place.lat)
    seconds, travelled = estimate(distance, forces.kind, scale.modes)
    turnout = _turnout(forces, scale)
    crossing = foreign(forces.districts, place.district)[forces.district] if count else np.zeros(0, np.bool_)
    extra = np.where(forces.meaning == DELAYED, scale.delayed_s, 0.0) + np.where(crossing, scale.crossing_s, 0.0)
    for level, late in scale.level_s.items():
        extra = extra + np.where(forces.level == level, late, 0.0)
    if place.domain:
        extra = extra + np.where(forces.knows(place.domain), 0.0, scale.domain_s)
    able = scale.can[:, forces.kind] if len(wants) else np.full((0, count), np.inf)
    lendable = np.maximum(0, forces.available_by_group() - scale.floor)
    code = _codes(forces, place, able, scale.unready)
    judged = Judged(
        code=code, distance_m=distance, travelled_m=travelled, turnout_s=turnout, eta_s=turnout + seconds, crossing=crossing, extra_s=extra,
        score=able, lendable=lendable,
    )  # fmt: skip
    rescore(judged, able)
    _keep_floors(forces, judged)
    return judged


def rescore(judged: Judged, able: Floats) -> None:
    """Scores anew from `eta_s`; whoever is excluded stays out."""
    judged.score = np.where(judged.code == OK, judged.eta_s + judged.extra_s + able, np.inf)


def _turnout(forces: Forces, scale: Scale) -> Floats:
    by_category = np.array([scale.turnout_s.get(name, 0.0) for name in forces.categories] or [0.0])
    at_post = scale.turnout_s.get("post", 0.0)
    return np.where(forces.source == POST, at_post, by_category[forces.category])


def _codes(forces: Forces, place: Place, able: Floats, unready: Collection[int]) -> Ints:
    code = np.full(len(forces), OK, np.int64)
    # The weakest reason first: a stronger one writes over it.
    code[np.isin(forces.level, list(unready))] = UNREADY
    code[forces.meaning == UNAVAILABLE] = OFF
    code[forces.resting] = RESTING
    code[forces.held != 0] = ASSIGNED
    code[forces.lost] = LOST
    code[~np.isfinite(able).any(axis=0)] = CAPABILITY
    code[forces.held == place.incident] = HERE
    return code


def _keep_floors(forces: Forces, judged: Judged) -> None:
    """Of another district's teams only so many are proposed that its floor stands whichever of them are sent: the soonest ones."""
    lent = np.flatnonzero((judged.code == OK) & judged.crossing & (forces.meaning == AVAILABLE))
    if not len(lent):
        return
    group = forces.district[lent] * len(forces.kinds) + forces.kind[lent]
    order = np.lexsort((judged.best[lent], group))
    lent, group = lent[order], group[order]
    first = np.searchsorted(group, group, side="left")
    too_many = np.arange(len(lent)) - first >= judged.lendable.ravel()[group]
    judged.code[lent[too_many]] = FLOOR
    judged.score[:, lent[too_many]] = np.inf

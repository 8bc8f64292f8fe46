"""A recommendation as screens read it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dispatch.orders.rows import CrossingCode
from dispatch.teams.rows import UnitRow


class Said(TypedDict):
    """A code for programs and a sentence for people."""

    code: str
    text: str


class Need(TypedDict):
    capability: str
    units: int
    people: int


class CardRow(TypedDict):
    name: str
    type: str
    level: int
    source: str
    needs: list[Need]
    task: str


EtaSource = Literal["osrm", "valhalla", "estimate"]


class Eta(TypedDict):
    source: EtaSource
    mode: str
    distance_m: int


class Position(TypedDict):
    lon: float
    lat: float
    age_s: int | None
    source: Literal["fix", "post", "base"]


class Proposal(TypedDict):
    """`chosen`: part of the set that meets the run card; the others are next in rank. `agreement`: of a team that would be borrowed, the mutual
    aid that covers it; null where none does or none is needed."""

    unit: UnitRow
    rank: int
    chosen: bool
    capability: str
    eta_s: int
    eta: Eta
    position: Position
    reasons: list[Said]
    unknown: list[Said]
    crossings: list[CrossingCode]
    agreement: str | None


class HeldBy(TypedDict):
    incident: int
    number: str


class ExcludedUnit(TypedDict):
    id: int
    name: str
    code: str
    kind_name: str


class Excluded(TypedDict):
    unit: ExcludedUnit
    code: str
    text: str
    holder: HeldBy | None


class Shortfall(TypedDict):
    """`needed` and `found` count units; people are short as well where `people_needed` exceeds `people_found`."""

    capability: str
    needed: int
    found: int
    people_needed: int
    people_found: int
    text: str


class CoverMove(TypedDict):
    unit: int
    name: str
    area: str
    eta_s: int


class Cover(TypedDict):
    """A district that would be left below its floor, and who could move up."""

    area: str
    name: str
    kind: str
    left: int
    floor: int
    text: str
    move: CoverMove | None


class NextLevel(TypedDict):
    level: int
    name: str
    needs: list[Need]


class Recommendation(TypedDict):
    run_card: CardRow
    at: str
    proposals: list[Proposal]
    excluded: list[Excluded]
    excluded_counts: dict[str, int]
    shortfalls: list[Shortfall]
    cover: list[Cover]
    next_level: NextLevel | None
    notes: list[Said]


class PlannedUnit(TypedDict):
    id: int
    name: str


class Planned(TypedDict):
    incident: int
    number: str
    unit: PlannedUnit
    capability: str
    capability_name: str
    eta_s: int


class PlannedFor(TypedDict):
    """An incident of the plan: how much it weighs, and what its run card would tell the teams."""

    id: int
    number: str
    weight: float
    wanted: int
    task: str


class Rerouted(TypedDict):
    """One team that the global assignment sends elsewhere than the greedy one; null = not sent."""

    unit: PlannedUnit
    greedy: int | None
    optimal: int | None
    text: str


class Unfilled(TypedDict):
    """A place nobody fills: none may go, all are too far, all are sent elsewhere, or the rest are kept by their district's floor."""

    incident: int
    number: str
    capability: str
    capability_name: str
    why: Literal["nobody", "far", "used", "floor"]
    text: str


class WeightedEta(TypedDict):
    greedy: int
    optimal: int


class UnfilledBoth(TypedDict):
    greedy: list[Unfilled]
    optimal: list[Unfilled]


class Plan(TypedDict):
    at: str
    incidents: list[PlannedFor]
    greedy: list[Planned]
    optimal: list[Planned]
    diff: list[Rerouted]
    unfilled: UnfilledBoth
    weighted_eta_s: WeightedEta
    notes: list[Said]

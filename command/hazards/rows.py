"""Risk units and hazards as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from realtime.files.rows import FileRow

HazardState = Literal["found", "ranked", "assigned", "fixing", "fixed", "verified", "closed", "relapsed", "rejected"]
RiskColour = Literal["red", "orange", "yellow", "blue"]
EvidenceKind = Literal["before", "after"]


class SectorRow(TypedDict):
    code: str
    name: str
    duty_unit: str
    key_sector: bool


class RiskRow(TypedDict):
    """`danger` = L × E × C."""

    id: int
    name: str
    sector: str
    dossier: int | None
    area: str
    lon: float
    lat: float
    likely: float
    exposed: float
    severe: float
    danger: float
    colour: RiskColour
    owner: str
    leader: int | None
    measures: str
    reviewed_on: str


class RiskTownRow(TypedDict):
    """A town's units by colour; `worst` is its colour, `weight` puts the heaviest first (rule hazards.town_weights)."""

    area: str
    name: str
    lon: float
    lat: float
    red: int
    orange: int
    yellow: int
    blue: int
    worst: RiskColour
    weight: float


class RiskCell(TypedDict):
    sector: str
    area: str
    colour: RiskColour
    n: int


class HazardRow(TypedDict):
    """`supervised`: by whom it is listed (挂牌督办); empty = not."""

    id: int
    area: str
    number: str
    title: str
    place: str
    lon: float | None
    lat: float | None
    sector: str
    unit: int | None
    dossier: int | None
    campaign: str
    owner: str
    major: bool
    reach: int
    difficulty: int
    people: int
    state: HazardState
    supervised: str
    found_at: str
    due_at: str | None
    overdue: bool
    relapse_of: int | None
    pictures: int
    x: int | None


class HazardStep(TypedDict):
    verb: str
    text: str
    by_name: str
    at: str


class HazardEvidence(TypedDict):
    kind: EvidenceKind
    file: FileRow
    by_name: str
    at: str


class HazardWhole(HazardRow):
    text: str
    measures: str
    fix: str
    cost_yuan: int
    found_by_name: str
    steps: list[HazardStep]
    evidence: list[HazardEvidence]
    relapses: list[int]

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

VulnerableKind = Literal["alone", "disabled", "patient", "pregnant", "infant", "minor", "other"]
Carried = Literal["walks", "wheelchair", "stretcher", "ambulance"]
Lacking = Literal["escort", "route", "shelter"]


class VulnerableRow(TypedDict):
    """`health` says whether something is sealed there, never what; the number is masked."""

    id: int
    name: str
    kind: VulnerableKind
    area: str
    address: str
    lon: float | None
    lat: float | None
    household: str
    phone: str
    carried: Carried
    escort: int | None
    escort_name: str
    route: str
    shelter: int | None
    shelter_name: str
    health: bool
    reviewed_on: str
    active: bool
    lacks: list[Lacking]


class Register(TypedDict):
    """`total` and `unready` of all that fits, not of this page."""

    persons: list[VulnerableRow]
    total: int
    unready: int


class RegisterLine(TypedDict):
    """A row of the sheet as people count them, and what it is or would be."""

    line: int
    name: str
    area: str
    outcome: Literal["add", "change", "bad"]
    errors: list[str]


class RegisterSheet(TypedDict):
    lines: list[RegisterLine]
    add: int
    change: int
    bad: int
    applied: bool


class HealthNote(TypedDict):
    text: str

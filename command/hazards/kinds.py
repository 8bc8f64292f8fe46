from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class HazardRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    lon: float | None | UnsetType = UNSET
    lat: float | None | UnsetType = UNSET
    sector: str | UnsetType = UNSET
    unit: int | None | UnsetType = UNSET
    dossier: int | None | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    major: bool | UnsetType = UNSET
    reach: int | UnsetType = UNSET
    difficulty: int | UnsetType = UNSET
    people: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    supervised: str | UnsetType = UNSET
    found_at: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    relapse_of: int | None | UnsetType = UNSET
    pictures: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class RiskChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: the register of risks is nobody's board, the map shows it."""

    id: int
    area: str


VERBS = (
    "found", "ranked", "rejected", "assigned", "begun", "fixed", "returned", "verified", "closed", "relapsed", "supervised", "overdue", "moved", "shown",
)  # fmt: skip


def declare_all() -> None:
    for verb in VERBS:
        declare(f"hazard.{verb}", 1, HazardRow)
    declare("hazard.left", 1, Left)
    for verb in ("entered", "changed", "retired"):
        declare(f"risk_unit.{verb}", 1, RiskChanged)

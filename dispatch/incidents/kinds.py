from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class IncidentRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    type_name: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    phase: str | UnsetType = UNSET
    grade: int | None | UnsetType = UNSET
    grade_state: str | None | UnsetType = UNSET
    opened_at: str | UnsetType = UNSET
    closed_at: str | None | UnsetType = UNSET
    commander: int | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Noted(msgspec.Struct, forbid_unknown_fields=True):
    """A timeline entry; the words are in the row `note`."""

    id: int
    area: str
    note: int


def declare_all() -> None:
    for verb in ("opened", "changed", "closed"):
        declare(f"incident.{verb}", 1, IncidentRow)
    declare("incident.noted", 1, Noted)
    declare("incident.left", 1, Left)

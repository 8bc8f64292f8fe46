from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class UnitRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    subject: int | UnsetType = UNSET
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    domains: list[str] | UnsetType = UNSET
    headcount: int | UnsetType = UNSET
    readiness: str | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET


def declare_all() -> None:
    declare("unit.changed", 1, UnitRow)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class UnitRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    subject: int | UnsetType = UNSET
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    force: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    kind_name: str | UnsetType = UNSET
    domains: list[str] | UnsetType = UNSET
    headcount: int | UnsetType = UNSET
    equipment: dict[str, int] | UnsetType = UNSET
    skills: list[str] | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    base_name: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    status_name: str | UnsetType = UNSET
    meaning: str | UnsetType = UNSET
    status_at: str | UnsetType = UNSET
    irregular: bool | UnsetType = UNSET
    rest_until: str | None | UnsetType = UNSET
    post: int | None | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class PostRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    lon: float | UnsetType = UNSET
    lat: float | UnsetType = UNSET
    kind: str | UnsetType = UNSET


class VehicleRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    subject: int | UnsetType = UNSET
    plate: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    kind_name: str | UnsetType = UNSET
    unit: int | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    status: str | UnsetType = UNSET


class MissionNoted(msgspec.Struct, forbid_unknown_fields=True):
    """For the log: who was ordered to stand where; screens see it by the unit's status and post."""

    id: int
    unit: int
    post: int
    state: str
    from_at: str
    until_at: str
    answer: str = ""
    silent: bool = False


def declare_all() -> None:
    for verb in ("registered", "changed"):
        declare(f"unit.{verb}", 1, UnitRow)
        declare(f"vehicle.{verb}", 1, VehicleRow)
    declare("post.opened", 1, PostRow)
    declare("post.changed", 1, PostRow)
    for table in ("unit", "vehicle", "post"):
        declare(f"{table}.left", 1, Left)
    declare("standby.noted", 1, MissionNoted)

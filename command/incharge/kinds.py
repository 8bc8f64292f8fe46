from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class NoticeTold(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    person: int | UnsetType = UNSET
    name: str | UnsetType = UNSET
    org: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    ground: str | UnsetType = UNSET
    told_at: str | UnsetType = UNSET
    read_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class ChargeTold(msgspec.Struct, forbid_unknown_fields=True):
    """On the record of the city's people; no board holds the register."""

    id: int
    area: str
    person: int


def declare_all() -> None:
    for verb in ("made", "read", "moved", "entered"):
        declare(f"leader_notice.{verb}", 1, NoticeTold)
    declare("leader_notice.left", 1, Left)
    for verb in ("given", "ended"):
        declare(f"charge.{verb}", 1, ChargeTold)

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class TalkGroupRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    priority_floor: int | UnsetType = UNSET
    members: list[dict[str, Any]] | UnsetType = UNSET
    created_name: str | UnsetType = UNSET
    opened_at: str | UnsetType = UNSET
    closed_at: Time = UNSET
    sos: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    muted: list[str] | UnsetType = UNSET
    why: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class BurstRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    group: int | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    area: str | UnsetType = UNSET
    actor: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    duration_ms: int | None | UnsetType = UNSET
    why: str | UnsetType = UNSET
    file: str | None | UnsetType = UNSET
    sha256: str | None | UnsetType = UNSET
    private: bool | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Act(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    group: int
    incident: int | None
    area: str
    act: str
    target: str | None
    state: str
    by: str
    burst: int | None
    at: str
    x: int | None


def declare_all() -> None:
    for verb in ("opened", "changed", "joined", "parted", "raised", "muted", "answered", "closed", "reopened", "restored"):
        declare(f"talk_group.{verb}", 1, TalkGroupRow)
    declare("talk_group.left", 1, Left)
    for verb in ("recorded", "swept"):
        declare(f"burst.{verb}", 1, BurstRow)
    declare("burst.left", 1, Left)
    for verb in ("asked", "refused", "done"):
        declare(f"talk_act.{verb}", 1, Act)

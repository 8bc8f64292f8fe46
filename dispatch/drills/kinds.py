from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class DrillRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    participants: int | UnsetType = UNSET
    approvals: list[str] | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    ended_name: str | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("started", "listed", "approved", "ended", "aborted"):
        declare(f"drill.{verb}", 1, DrillRow)
    declare("drill.left", 1, Left)

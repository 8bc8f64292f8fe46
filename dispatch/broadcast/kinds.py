from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class BroadcastRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    channels: list[str] | UnsetType = UNSET
    total: int | UnsetType = UNSET
    handed: int | UnsetType = UNSET
    delivered: int | UnsetType = UNSET
    failed: int | UnsetType = UNSET
    answered: int | UnsetType = UNSET
    suppressed: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    corrects: int | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("started", "progressed", "stopped"):
        declare(f"broadcast.{verb}", 1, BroadcastRow)
    declare("broadcast.left", 1, Left)

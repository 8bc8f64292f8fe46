from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class ChannelRow(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    area: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    since: str | UnsetType = UNSET
    why: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    failed_at: str | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("opened", "changed"):
        declare(f"channel.{verb}", 1, ChannelRow)

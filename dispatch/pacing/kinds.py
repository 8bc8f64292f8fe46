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


def declare_all() -> None:
    declare("channel.changed", 1, ChannelRow)

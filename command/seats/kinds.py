from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class SeatRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    since: str | UnsetType = UNSET


def declare_all() -> None:
    declare("seat.silenced", 1, SeatRow)
    declare("seat.left", 1, Left)

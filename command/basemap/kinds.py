from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class BasemapChosen(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    screen: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    day: bool | UnsetType = UNSET
    relief: str | UnsetType = UNSET
    review: str | UnsetType = UNSET


def declare_all() -> None:
    declare("basemap.chosen", 1, BasemapChosen)

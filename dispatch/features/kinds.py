from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class LayerRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    layer: str | UnsetType = UNSET
    count: int | UnsetType = UNSET
    changed_at: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    declare("layer.changed", 1, LayerRow)
    declare("layer.left", 1, Left)

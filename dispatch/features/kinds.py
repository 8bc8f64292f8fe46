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


class Imported(msgspec.Struct, forbid_unknown_fields=True):
    """A file went in."""

    id: int
    layer: str
    area: str
    add: int
    change: int


class Exported(msgspec.Struct, forbid_unknown_fields=True):
    """Objects went out of the house; who and why is in the row."""

    id: int
    layers: list[str]
    area: str
    count: int
    phones: bool


def declare_all() -> None:
    declare("feature_sheet.imported", 1, Imported)
    declare("feature_export.made", 1, Exported)
    declare("layer.changed", 1, LayerRow)
    declare("layer.left", 1, Left)

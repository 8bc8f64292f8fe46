from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

VERBS = ("drawn", "changed", "undone", "turned", "locked", "released")


class PlotRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    symbol: str | None | UnsetType = UNSET
    sign: str | None | UnsetType = UNSET
    layer: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    shape: dict[str, Any] | UnsetType = UNSET
    style: dict[str, Any] | UnsetType = UNSET
    figures: dict[str, Any] | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    by: str | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    changed_by_name: str | UnsetType = UNSET
    changed_at: str | UnsetType = UNSET
    locked_by: str | None | UnsetType = UNSET
    locked_name: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Loaded(msgspec.Struct, forbid_unknown_fields=True):
    """A bureau's symbol set went in, or one symbol out of the palette."""

    id: str
    added: int
    changed: int
    bad: int
    sha256: str


class Retired(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    code: str
    active: bool


def declare_all() -> None:
    for verb in VERBS:
        declare(f"plot.{verb}", 1, PlotRow)
    declare("plot.left", 1, Left)
    declare("plot_sign.loaded", 1, Loaded)
    declare("plot_sign.changed", 1, Retired)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ReplayBody(msgspec.Struct, forbid_unknown_fields=True):
    at: str
    speed: float
    shown_as: str


class SceneBody(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    incident: int | None
    conference: int | None
    link: int | None
    callout: int | None
    lon: float | None
    lat: float | None
    zoom: float | None
    replay: ReplayBody | UnsetType = UNSET
    group: int | UnsetType = UNSET


class TurnBody(msgspec.Struct, forbid_unknown_fields=True):
    scene: SceneBody
    seconds: int


class CanvasBody(msgspec.Struct, forbid_unknown_fields=True):
    columns: int
    rows: int
    width: int
    height: int
    seam_px: int


class WallBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    token: int | UnsetType = UNSET
    name: str | UnsetType = UNSET
    canvas: CanvasBody | UnsetType = UNSET
    scene: SceneBody | UnsetType = UNSET
    rotation: list[TurnBody] | UnsetType = UNSET
    version: int | UnsetType = UNSET
    until: str | None | UnsetType = UNSET
    set_name: str | UnsetType = UNSET
    set_at: str | None | UnsetType = UNSET
    shown: int | UnsetType = UNSET
    shown_at: str | None | UnsetType = UNSET
    state: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class SavedBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    scene: SceneBody | UnsetType = UNSET
    rotation: list[TurnBody] | UnsetType = UNSET


def declare_all() -> None:
    declare("wall.added", 1, WallBody)
    declare("wall.changed", 1, WallBody)
    declare("wall.reported", 1, WallBody)
    declare("wall.left", 1, Left)
    declare("saved_scene.added", 1, SavedBody)
    declare("saved_scene.left", 1, Left)

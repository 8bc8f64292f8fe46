from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class DepartmentNoted(msgspec.Struct, forbid_unknown_fields=True):
    """For the log; the screens ask."""

    id: int
    area: str
    feeds: list[int]


class CameraGroupBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    tiles: int | UnsetType = UNSET
    turn_s: int | UnsetType = UNSET
    drones: bool | UnsetType = UNSET
    streams: list[int] | UnsetType = UNSET


class PanelSetBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    panels: list[str] | UnsetType = UNSET


def declare_all() -> None:
    declare("department.noted", 1, DepartmentNoted)
    for verb in ("added", "changed"):
        declare(f"camera_group.{verb}", 1, CameraGroupBody)
    declare("camera_group.left", 1, Left)
    declare("panel_set.changed", 1, PanelSetBody)

"""The event kinds of fences."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

VERBS = ("drawn", "changed", "taken", "crossed")


class FenceRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    name: str | UnsetType = UNSET
    made: dict[str, Any] | UnsetType = UNSET
    shape: dict[str, Any] | UnsetType = UNSET
    watches: list[str] | UnsetType = UNSET
    on_enter: bool | UnsetType = UNSET
    on_leave: bool | UnsetType = UNSET
    dwell_s: int | None | UnsetType = UNSET
    windows: list[dict[str, Any]] | UnsetType = UNSET
    ends_at: str | None | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    taken: bool | UnsetType = UNSET
    at: str | UnsetType = UNSET
    inside_count: int | UnsetType = UNSET
    inside: list[dict[str, Any]] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in VERBS:
        declare(f"fence.{verb}", 1, FenceRow)
    declare("fence.left", 1, Left)

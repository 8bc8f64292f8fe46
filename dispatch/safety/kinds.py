from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class CheckRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    unit: int | UnsetType = UNSET
    incident: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    interval_s: int | UnsetType = UNSET
    contact_at: str | UnsetType = UNSET
    contact_how: str | UnsetType = UNSET
    due_at: str | UnsetType = UNSET
    dead_zone: bool | UnsetType = UNSET
    lost_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class RollCallRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    due_at: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    legs: list[dict[str, Any]] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class DangerRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    name: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    shape: dict[str, Any] | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    at: str | UnsetType = UNSET
    inside: list[int] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("opened", "heard", "overdue", "lost", "changed"):
        declare(f"check.{verb}", 1, CheckRow)
    for verb in ("started", "answered", "completed", "overdue"):
        declare(f"roll_call.{verb}", 1, RollCallRow)
    for verb in ("marked", "changed", "entered", "exited"):
        declare(f"danger.{verb}", 1, DangerRow)
    for table in ("check", "roll_call", "danger"):
        declare(f"{table}.left", 1, Left)

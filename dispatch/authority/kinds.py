from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ApprovalRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    what: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    audience: str | UnsetType = UNSET
    number: int | UnsetType = UNSET
    need: str | UnsetType = UNSET
    afterwards: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    asked_by: str | UnsetType = UNSET
    asked_name: str | UnsetType = UNSET
    asked_at: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    given_name: str | None | UnsetType = UNSET
    given_at: str | None | UnsetType = UNSET
    how: str | None | UnsetType = UNSET
    used_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class MatrixChange(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    ruling: str | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("asked", "given", "refused", "expired", "overdue", "used"):
        declare(f"approval.{verb}", 1, ApprovalRow)
    declare("approval.left", 1, Left)
    for verb in ("entered", "changed", "removed"):
        declare(f"ruling.{verb}", 1, MatrixChange)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ReviewRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    incident: int | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    late: int | UnsetType = UNSET
    gaps: int | UnsetType = UNSET
    recommendations: int | UnsetType = UNSET
    solved: int | UnsetType = UNSET
    drafted_at: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    signed_at: str | None | UnsetType = UNSET
    case: int | None | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("drafted", "redrafted", "changed", "recommended", "solved", "attached", "signed", "moved"):
        declare(f"review.{verb}", 1, ReviewRow)
    declare("review.left", 1, Left)

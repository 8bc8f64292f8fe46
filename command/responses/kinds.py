from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class Pending(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    level: int
    state: str
    by_name: str
    at: str | None
    effective_at: str | None


class ResponseRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    areas: list[str] | UnsetType = UNSET
    family: str | UnsetType = UNSET
    level: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    activation: int | None | UnsetType = UNSET
    effective_at: Time = UNSET
    ended_at: Time = UNSET
    pending: Pending | None | UnsetType = UNSET
    paper_due_at: Time = UNSET
    paper_overdue: bool | UnsetType = UNSET
    end_hint_at: Time = UNSET
    summed: bool | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


VERBS = (
    "proposed", "approved", "refused", "withdrawn", "started", "upgraded", "downgraded", "ended", "papered", "overdue", "hinted", "linked",
    "summed", "advanced", "moved",
)  # fmt: skip


def declare_all() -> None:
    for verb in VERBS:
        declare(f"response.{verb}", 1, ResponseRow)
    declare("response.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class DrillPlanRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    hazard: str | UnsetType = UNSET
    hazard_name: str | UnsetType = UNSET
    levels: list[str] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    planned_at: str | None | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    participants: int | UnsetType = UNSET
    attended: int | UnsetType = UNSET
    approvals: list[str] | UnsetType = UNSET
    director_name: str | UnsetType = UNSET
    injects: int | UnsetType = UNSET
    fired: int | UnsetType = UNSET
    started_at: str | None | UnsetType = UNSET
    paused_at: str | None | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


# changed: head, people or script · readied: handed to its director · stepped: an inject was skipped, moved, brought forward · marked: the score moved
VERBS = (
    "drafted",
    "changed",
    "readied",
    "approved",
    "cancelled",
    "started",
    "paused",
    "resumed",
    "injected",
    "stepped",
    "marked",
    "found",
    "ended",
    "broken",
)


def declare_all() -> None:
    for verb in VERBS:
        declare(f"drill_plan.{verb}", 1, DrillPlanRow)
    declare("drill_plan.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class Counts(msgspec.Struct, forbid_unknown_fields=True):
    open: int
    waiting: int
    overdue: int
    rejected: int
    done: int
    all: int


class TaskSetRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    origin: str | UnsetType = UNSET
    origin_id: int | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    counts: Counts | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    at: Time = UNSET
    x: int | None | UnsetType = UNSET


class TaskRow(msgspec.Struct, forbid_unknown_fields=True):
    """Told to the incident's timeline and to the owner; words of the task stand in its row, names of people in the owner's only."""

    id: int
    area: str
    set: int | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    origin: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    group: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    owner: int | None | UnsetType = UNSET
    owner_name: str | UnsetType = UNSET
    owner_org: str | UnsetType = UNSET
    owner_role: str | UnsetType = UNSET
    lead_name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    ended: str | None | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    stage: int | UnsetType = UNSET
    urges: int | UnsetType = UNSET
    reassigned: int | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    feedback: str | UnsetType = UNSET
    needs_feedback: bool | UnsetType = UNSET
    evidence: str | UnsetType = UNSET
    files: int | UnsetType = UNSET
    issued_at: Time = UNSET
    due_at: Time = UNSET
    accepted_at: Time = UNSET
    fed_back_at: Time = UNSET
    closed_at: Time = UNSET
    x: int | None | UnsetType = UNSET


VERBS = (
    "issued", "delivered", "read", "accepted", "in_progress", "fed_back", "verified", "closed", "rejected", "reassigned", "urged", "reminded",
    "overdue", "supervised", "shown", "advanced", "moved",
)  # fmt: skip


def declare_all() -> None:
    for verb in ("opened", "changed", "moved"):
        declare(f"task_set.{verb}", 1, TaskSetRow)
    declare("task_set.left", 1, Left)
    for verb in VERBS:
        declare(f"task.{verb}", 1, TaskRow)
    declare("task.left", 1, Left)

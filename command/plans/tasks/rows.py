"""Tasks as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

TaskState = Literal["issued", "delivered", "read", "accepted", "in_progress", "fed_back", "verified", "closed", "rejected"]
TaskOrigin = Literal["plan", "instruction", "decision", "check", "desk", "drill", "consultation", "review"]
TaskEnd = Literal["done", "surplus", "ended", "withdrawn"]


class TaskCounts(TypedDict):
    open: int
    waiting: int
    overdue: int
    rejected: int
    done: int
    all: int


class TaskSetRow(TypedDict):
    """Tasks given together, as a board holds them; `rev` says that one of them moved."""

    id: int
    area: str
    incident: int | None
    origin: TaskOrigin
    origin_id: int
    title: str
    state: Literal["running", "over"]
    counts: TaskCounts
    rev: int
    at: str | None
    x: int | None


class TaskRow(TypedDict):
    """`state` is how far it got; `overdue` and `reassigned` stand beside it."""

    id: int
    set: int
    area: str
    incident: int | None
    origin: TaskOrigin
    key: str
    group: str
    title: str
    text: str
    owner: int | None
    owner_name: str
    owner_org: str
    owner_role: str
    lead_name: str
    state: TaskState
    ended: TaskEnd | None
    overdue: bool
    stage: int
    urges: int
    reassigned: int
    reason: str
    feedback: str
    needs_feedback: bool
    evidence: str
    files: int
    issued_at: str | None
    due_at: str | None
    accepted_at: str | None
    fed_back_at: str | None
    closed_at: str | None
    x: int | None


class TaskEntryRow(TypedDict):
    """One step of a task's life."""

    id: int
    at: str | None
    by_name: str
    what: str
    text: str
    file: int | None


class TaskWhole(TaskRow):
    entries: list[TaskEntryRow]


class TaskSetWhole(TaskSetRow):
    tasks: list[TaskRow]

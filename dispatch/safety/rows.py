"""Safety rows as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

How = Literal["fix", "voice", "par", "ack", "entered"]


class CheckRow(TypedDict):
    """One per open assignment; `id` is the assignment's."""

    id: int
    unit: int
    incident: int
    area: str
    state: Literal["ok", "overdue", "lost"]
    interval_s: int
    contact_at: str
    contact_how: How
    due_at: str
    dead_zone: bool
    lost_at: str | None
    x: int | None


class RollCallLegRow(TypedDict):
    assignment: int
    unit: int
    state: Literal["pending", "answered", "missed"]
    at: str | None
    how: How | None
    headcount: int | None
    short: bool


class RollCallRow(TypedDict):
    id: int
    incident: int
    area: str
    started_at: str
    due_at: str
    state: Literal["open", "complete", "overdue"]
    legs: list[RollCallLegRow]
    x: int | None


class DangerShape(TypedDict, total=False):
    """The fields of an area that a person may change."""

    name: str
    kind: str
    shape: dict[str, Any]


class DangerEditRow(TypedDict):
    before: DangerShape
    after: DangerShape
    at: str
    by_name: str


class DangerRow(TypedDict):
    id: int
    incident: int | None
    area: str
    name: str
    kind: Literal["fire_front", "collapse", "toxic", "flood", "blast", "other", "dead_zone"]
    shape: dict[str, Any]
    active: bool
    at: str
    inside: list[int]
    x: int | None

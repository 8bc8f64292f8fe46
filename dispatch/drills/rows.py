"""Drills as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class DrillRow(TypedDict):
    """`id` is the exercise's. Two `approvals` open the way out of the house, and any change of the list empties them."""

    id: int
    area: str
    kind: Literal["tabletop", "live"]
    name: str
    state: Literal["open", "ended", "aborted"]
    participants: int
    approvals: list[str]
    by_name: str
    started_at: str
    ended_at: str | None
    ended_name: str


class ParticipantRow(TypedDict):
    person: int
    name: str
    org: str
    title: str
    ways: list[str]


class DrillWhole(DrillRow):
    cap: int
    approved: bool
    list: list[ParticipantRow]
    reached: int
    suppressed: int

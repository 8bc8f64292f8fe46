"""An incident as screens hold it, and whole with its timeline; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from dispatch.orders.rows import AssignmentRow, OrderWithWords

Phase = Literal["opened", "responding", "on_scene", "controlled", "closed"]


class IncidentRow(TypedDict):
    id: int
    number: str
    type: str
    type_name: str | None
    area: str
    place: str
    lon: float
    lat: float
    phase: Phase
    grade: Literal[1, 2, 3, 4] | None
    grade_state: Literal["proposed", "confirmed"] | None
    opened_at: str
    closed_at: str | None
    commander: int | None
    x: int | None


class Entry(TypedDict):
    """One line of the timeline: the event, who, and the words where there are any."""

    seq: int
    at: str
    actor: str
    actor_name: str
    kind: str
    body: dict[str, Any]
    text: str | None


class IncidentLink(TypedDict):
    id: int
    kind: str
    label: str
    url: str


class IncidentWhole(TypedDict):
    incident: IncidentRow
    text: str
    entries: list[Entry]
    assignments: list[AssignmentRow]
    orders: list[OrderWithWords]
    links: list[IncidentLink]


class NoteRow(TypedDict):
    id: int
    text: str
    at: str


class EventTypeRow(TypedDict):
    code: str
    name: str

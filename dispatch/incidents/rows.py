"""An incident as screens hold it, and whole with its timeline; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from dispatch.alarms.rows import AlarmRow
from dispatch.orders.rows import AssignmentRow, OrderWithWords
from realtime.files.rows import FileRow

Phase = Literal["opened", "responding", "on_scene", "controlled", "out", "mop_up", "guard", "closed"]
Grade = Literal[1, 2, 3, 4]
FourOneItem = Literal["lead", "task_force", "plan", "outlet"]
Measure = Literal[
    "deaths", "missing", "trapped", "serious_injuries", "injuries", "affected", "evacuated", "loss_yuan", "area_ha", "burned_ha",
    "resettled", "need_relief", "houses_collapsed", "houses_damaged", "crop_ha",
    "trunk_dike_breaches", "tributary_dike_breaches", "key_reservoir_failures", "medium_reservoir_failures",
]  # fmt: skip


class GradeWhy(TypedDict):
    """What the figures say, and by which criterion. Its grade differs from the row's where a person has said otherwise."""

    grade: Grade
    measure: Measure
    value: float
    at_least: float
    source: str


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
    guard_until: str | None
    grade: Grade | None
    grade_state: Literal["proposed", "confirmed"] | None
    grade_why: GradeWhy | None
    figures: dict[str, float]
    four_ones: list[FourOneItem]
    opened_at: str
    closed_at: str | None
    commander: int | None
    commander_name: str
    parent: int | None
    merged_into: int | None
    reopened: int
    words: int
    x: int | None


class Struck(TypedDict):
    by_name: str
    at: str
    reason: str
    text: str


class Entry(TypedDict):
    """One line of the timeline: the event, who, and the words where there are any. `late`: entered well after it occurred."""

    seq: int
    at: str
    actor: str
    actor_name: str
    kind: str
    body: dict[str, Any]
    text: str | None
    occurred_at: str | None
    received_at: str | None
    late: bool
    struck: Struck | None


class IncidentLink(TypedDict):
    id: int
    kind: str
    label: str
    url: str


class FigureRow(TypedDict):
    id: int
    measure: Measure
    value: float
    source: str
    occurred_at: str | None
    at: str
    by_name: str


class FourOneText(TypedDict):
    item: FourOneItem
    text: str
    at: str
    by_name: str


class HandOverRow(TypedDict):
    id: int
    from_unit: int | None
    from_name: str
    unit: int | None
    name: str
    reason: str
    at: str
    by_name: str


class EditRow(TypedDict):
    field: Literal["type", "place", "lon", "lat", "text", "area"]
    before: str | float
    after: str | float
    at: str
    by_name: str


class AttachmentRow(TypedDict):
    id: int
    file: FileRow
    text: str
    occurred_at: str | None
    lon: float | None
    lat: float | None
    at: str
    by_name: str


class IncidentWhole(TypedDict):
    incident: IncidentRow
    text: str
    entries: list[Entry]
    assignments: list[AssignmentRow]
    orders: list[OrderWithWords]
    links: list[IncidentLink]
    alarms: list[AlarmRow]
    children: list[IncidentRow]
    parent: IncidentRow | None
    merged: list[IncidentRow]
    figures: list[FigureRow]
    four_ones: list[FourOneText]
    four_ones_defaults: dict[FourOneItem, str]
    handovers: list[HandOverRow]
    edits: list[EditRow]
    attachments: list[AttachmentRow]


class NoteRow(TypedDict):
    id: int
    text: str
    at: str


class EventTypeRow(TypedDict):
    """`level` 1 class, 2 group, 3 type."""

    code: str
    name: str
    parent: str | None
    level: int
    scheme: str

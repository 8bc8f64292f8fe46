"""Rounds of inspection as screens and phones hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from realtime.files.rows import FileRow

InspectionState = Literal["going", "done", "stopped"]
AnswerValue = Literal["yes", "no", "na", "measured"]
TargetKind = Literal["dossier", "risk", "feature", "place"]


class InspectionRow(TypedDict):
    """`done` of `total` targets were looked at; `hazards`, `penalties`, `amount_yuan`: what came of it."""

    id: int
    area: str
    number: str
    title: str
    campaign: str
    sector: str
    due_at: str
    state: InspectionState
    overdue: bool
    total: int
    done: int
    hazards: int
    penalties: int
    amount_yuan: int
    rev: int
    x: int | None


class CheckItemRow(TypedDict):
    id: int
    order: int
    text: str
    ground: str
    kind: Literal["check", "number"]
    unit: str
    photo: bool


class ChecklistRow(TypedDict):
    id: int
    code: str
    name: str
    source: str
    items: list[CheckItemRow]


class AnswerRow(TypedDict):
    """`before`: what stood there until it was corrected, the newest first, in the words of the screen's record."""

    id: int
    item: int
    value: AnswerValue
    number: float | None
    note: str
    hazard: int | None
    by_name: str
    at: str
    why: str


class AnswerNow(AnswerRow):
    before: list[AnswerRow]


class VisitPhotoRow(TypedDict):
    item: int | None
    file: FileRow
    by_name: str
    at: str


class PenaltyRow(TypedDict):
    id: int
    visit: int | None
    hazard: int | None
    sector: str
    area: str
    subject: str
    amount_yuan: int
    ground: str
    decision: str
    decided_on: str
    by_name: str
    at: str
    why: str


class VisitRow(TypedDict):
    """`metres`: from where the phone was to the target; null: it did not know. `far`: further than the rule allows without a question.

    `lacks`: items that ask for a picture and have none yet – it may still be on the phone."""

    id: int
    target: int
    at: str
    received_at: str
    metres: int | None
    far: bool
    note: str
    by_name: str
    answers: list[AnswerNow]
    photos: list[VisitPhotoRow]
    penalties: list[PenaltyRow]
    lacks: list[int]


class TargetRow(TypedDict):
    id: int
    inspection: int
    name: str
    area: str
    lon: float
    lat: float
    dossier: int | None
    unit: int | None
    feature: int | None
    assignee: str
    visited_at: str | None


class TargetWhole(TargetRow):
    visits: list[VisitRow]


class InspectionWhole(InspectionRow):
    """`missed`: names of what nobody has looked at, in the order of the round."""

    by_name: str
    started_at: str
    ended_at: str | None
    why: str
    checklist: ChecklistRow
    targets: list[TargetWhole]
    missed: list[str]


class MyRound(InspectionRow):
    """A round on a phone: all it takes to work without a network."""

    checklist: ChecklistRow
    targets: list[TargetRow]


class Candidate(TypedDict):
    """What a round may look at."""

    kind: TargetKind
    id: int
    name: str
    area: str
    lon: float
    lat: float


class InspectionMeasures(TypedDict):
    """检查家次、发现隐患(项)、处罚(次)、处罚金额(元)."""

    visits: int
    hazards: int
    penalties: int
    amount_yuan: int

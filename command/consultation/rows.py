"""Consultations and weather processes as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from command.experts.rows import OpinionText
from command.plans.tasks.rows import TaskEnd, TaskState

ConsultationState = Literal["planned", "live", "over", "signed", "cancelled"]
ConsultationSubject = Literal["incident", "process", "period", "other"]
MaterialKind = Literal["alerts", "forecast", "map", "report", "file", "text"]
Presence = Literal["invited", "joined", "present", "left", "absent", "late", "substitute"]
ProcessKind = Literal["rain", "typhoon", "cold", "heat", "convection", "drought", "fog"]


class ConsultationRow(TypedDict):
    """`decisions` and `solved` count tasks; `rev` says that its words were changed."""

    id: int
    number: str
    area: str
    incident: int | None
    process: int | None
    subject: ConsultationSubject
    title: str
    state: ConsultationState
    planned_at: str
    started_at: str | None
    over_at: str | None
    signed_at: str | None
    chair: str
    conference: int | None
    opinions: int
    wanted: int
    decisions: int
    solved: int
    rev: int
    x: int | None


class ConsultationPerson(TypedDict):
    """From the conference's legs and its last roll call, or written down by hand (`entry`)."""

    name: str
    org: str
    presence: Presence
    at: str | None
    entry: int | None


class MaterialRow(TypedDict):
    """As it was when it was attached: a warning lifted later is still what was looked at."""

    id: int
    kind: MaterialKind
    title: str
    text: str
    ref: int | None
    picture: bool
    at: str
    by_name: str


class DepartmentOpinion(TypedDict):
    id: int
    department: str
    name: str
    text: str
    at: str
    by_name: str


class ConsultationDecision(TypedDict):
    """`task` null: nobody was told yet. `state` and `ended` are the task's."""

    id: int
    number: int
    text: str
    owner_role: str
    owner_name: str
    owner: int | None
    due_at: str | None
    at: str
    task: int | None
    state: TaskState | None
    ended: TaskEnd | None
    overdue: bool
    feedback: str
    solved: bool


class ConsultationCorrection(TypedDict):
    id: int
    text: str
    at: str
    by_name: str


class ConsultationWhole(ConsultationRow):
    chair_title: str
    forecast: str
    conclusion: str
    departments: list[str]
    people: list[ConsultationPerson]
    materials: list[MaterialRow]
    opinions_text: list[DepartmentOpinion]
    expert_opinions: list[OpinionText]
    decisions_text: list[ConsultationDecision]
    corrections: list[ConsultationCorrection]
    gaps: list[str]
    signed_name: str
    by_name: str
    conference_state: str | None
    set: int | None
    may_write: bool
    may_sign: bool


class ProcessLevel(TypedDict):
    at: str
    level: str
    by_name: str


class ProcessRound(TypedDict):
    """What a weather process came to, added up from what was recorded within its hours and place."""

    alerts: dict[str, int]
    responses: int
    consultations: int
    incidents: int
    moved: int
    rescued: int


class WeatherProcessRow(TypedDict):
    id: int
    number: int
    area: str
    kind: ProcessKind
    name: str
    hazard: str
    started_at: str
    ended_at: str | None
    level: str
    levels: list[ProcessLevel]
    summary: str
    round: ProcessRound

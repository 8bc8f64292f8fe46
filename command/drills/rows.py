"""Drills as they are planned, led and scored, as screens hold and read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

DrillKind = Literal["tabletop", "live", "blind"]
DrillState = Literal["draft", "ready", "running", "paused", "ended", "aborted", "cancelled"]
DrillLevel = Literal["province", "city", "county", "town", "village"]
DrillDuty = Literal["planner", "director", "evaluator", "approver"]
DrillVerdict = Literal["met", "late", "missed", "open"]
InjectState = Literal["waiting", "fired", "skipped", "failed"]


class DrillPlanRow(TypedDict):
    """No word of the script: this much anybody of the area may know. `x` is its exercise once it runs; `rev` grows with every step."""

    id: int
    area: str
    number: str
    title: str
    kind: DrillKind
    hazard: str
    hazard_name: str
    levels: list[DrillLevel]
    state: DrillState
    planned_at: str | None
    minutes: int
    participants: int
    attended: int
    approvals: list[str]
    director_name: str
    injects: int
    fired: int
    started_at: str | None
    paused_at: str | None
    ended_at: str | None
    rev: int
    x: int | None


class DrillStaffRow(TypedDict):
    user: int
    name: str
    duty: DrillDuty


class DrillPersonRow(TypedDict):
    person: int
    name: str
    org: str
    title: str
    level: DrillLevel


class DrillMarkRow(TypedDict):
    """`auto`: seen in the log. `seconds` from the inject to the act."""

    verdict: DrillVerdict
    auto: bool
    seconds: float | None
    at: str | None
    note: str
    file: int | None
    by_name: str


class DrillInjectRow(TypedDict):
    id: int
    number: int
    offset_s: int
    kind: str
    title: str
    text: str
    to: str
    channel: str
    area: str
    place: str
    lon: float | None
    lat: float | None
    urgency: str
    type: str
    quantity: str
    value: float | None
    unit_of: str
    goal: int
    action: str
    expect: str
    within_s: int
    unit: str
    points: int
    state: InjectState
    due_at: str | None
    fired_at: str | None
    by_name: str
    reason: str
    error: str
    made: dict[str, list[int]]
    mark: DrillMarkRow | None


class DrillStepRow(TypedDict):
    at: str
    what: str
    text: str
    by_name: str


class DrillFindingRow(TypedDict):
    id: int
    text: str
    inject: int | None
    unit: str
    owner_name: str
    days: int
    task: int | None
    set: int | None
    task_state: str | None
    by_name: str


class DrillRunningRow(TypedDict):
    """Something of the exercise that is going on now: what is broken off, and may have to be taken up for real."""

    kind: str
    id: int
    text: str


class DrillPlanWhole(DrillPlanRow):
    """`knows`: this reader may see the script. Without it `script`, `score` and `steps` are empty."""

    knows: bool
    may_lead: bool
    cap: int
    approved: bool
    goals: list[str]
    basis: str
    staff: list[DrillStaffRow]
    people: list[DrillPersonRow]
    script: list[DrillInjectRow]
    gaps: list[str]
    steps: list[DrillStepRow]
    findings: list[DrillFindingRow]
    broken_off: list[DrillRunningRow]
    summary: str
    at: str


class DrillSum(TypedDict):
    name: str
    of: int
    met: int
    late: int
    missed: int
    open: int
    points: float
    most: int
    share: float | None


class DrillLevelSum(TypedDict):
    """One level's answers to the orders that had to be answered; seconds from the order."""

    level: DrillLevel
    of: int
    answered: int
    first_s: float | None
    median_s: float | None
    last_s: float | None


class DrillScore(TypedDict):
    whole: DrillSum
    grade: str
    goals: list[DrillSum]
    units: list[DrillSum]
    levels: list[DrillLevelSum]
    script: list[DrillInjectRow]
    proposed: list[str]
    at: str


class DrillCount(TypedDict):
    """演练场次、人次 by kind."""

    kind: DrillKind
    drills: int
    people: int
    tasks: int


class DrillScriptLine(TypedDict):
    line: int
    title: str
    errors: list[str]


class DrillScriptCheck(TypedDict):
    """What a file would put in place of the script; nothing is changed while a line is wrong."""

    injects: int
    wrong: list[DrillScriptLine]
    ignored: list[str]


class DrillLibraryRow(TypedDict):
    key: str
    title: str
    kind: DrillKind
    hazard: str
    levels: list[DrillLevel]
    minutes: int
    injects: int
    about: str


class DrillActionRow(TypedDict):
    key: str
    name: str
    watched: bool


class DrillFacts(TypedDict):
    """What the planner's form needs: scripts to begin with, actions the log shows, kinds of inject, the greatest number reached outside."""

    library: list[DrillLibraryRow]
    actions: list[DrillActionRow]
    measures: list[str]
    cap: int

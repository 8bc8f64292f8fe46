"""Plans as screens read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from command.responses.rows import ResponseApprovers

PlanKind = Literal["general", "special", "department", "local", "enterprise", "event"]


class PlanRow(TypedDict):
    """`worked`: it can be started; otherwise an entry of the directory."""

    id: int
    code: str
    kind: PlanKind
    extreme: bool
    title: str
    hazards: list[str]
    family: str
    levels: list[int]
    area: str
    edition: str
    owner: str
    valid_to: str | None
    expired: bool
    worked: bool
    tasks: int
    version: int


class RoleHolder(TypedDict):
    """`gap`: nobody holds it, and that blocks; `by_deputy`: another role's holder stands in."""

    code: str
    title: str
    person: int | None
    name: str
    org: str
    by_deputy: bool
    gap: bool


class ActivationTask(TypedDict):
    key: str
    group: str
    title: str
    owner_role: str
    owner_name: str
    begins_min: float
    due_min: float
    evidence: str
    what: Literal["give", "stay", "close"]


class ActivationPreview(TypedDict):
    """What confirming would do. `blocked`: roles in which there is nobody; `nothing`: it runs at this level already."""

    token: str
    good_s: int
    plan: PlanRow
    incident: int | None
    area: str
    level: int
    now: int | None
    response: int | None
    response_does: Literal["start", "join", "upgrade", "downgrade", "none"]
    roles: list[RoleHolder]
    groups: int
    tasks: list[ActivationTask]
    give: int
    stay: int
    close: int
    people: int
    messages: int
    blocked: list[str]
    approvers: ResponseApprovers
    may_approve: bool
    nothing: bool
    x: int | None


class ActivationGroup(TypedDict):
    code: str
    name: str
    lead: int | None
    lead_name: str
    members: list[str]
    duty: str


class ActivationRow(TypedDict):
    id: int
    plan: int
    plan_title: str
    incident: int | None
    area: str
    level: int
    response: int
    task_set: int | None
    press: int | None
    press_words: str
    by_name: str
    at: str | None
    ended_at: str | None
    x: int | None


class ActivationWhole(ActivationRow):
    headquarters: str
    groups: list[ActivationGroup]
    steps: list[str]
    made: bool


class PlanWhole(PlanRow):
    """With its sheet, as the reader and the editor show it."""

    merges: list[str]
    source: str
    changed_at: str | None
    sheet: dict[str, object]


class CoverageCell(TypedDict):
    """Plans that cover a hazard at a level in an area; none = a gap. `worked`: at least one of them can be started."""

    hazard: str
    level: int
    plans: list[int]
    worked: bool


class CoverageRow(TypedDict):
    hazard: str
    name: str
    cells: list[CoverageCell]


class Coverage(TypedDict):
    area: str
    levels: list[int]
    rows: list[CoverageRow]
    gaps: int
    counts: dict[str, int]


class SheetPreviewRow(TypedDict):
    """One line of a task sheet that is to be imported."""

    line: int
    what: Literal["new", "changed", "same", "wrong"]
    key: str
    title: str
    errors: list[str]


class TaskSheetPreview(TypedDict):
    rows: list[SheetPreviewRow]
    new: int
    changed: int
    wrong: int
    gone: list[str]


class OutsideEventRow(TypedDict):
    """对照排查, with the flow it goes through and where it stands."""

    id: int
    title: str
    place: str
    happened_on: str
    lesson: str
    source: str
    area: str
    due_at: str | None
    by_name: str
    at: str | None
    result: str
    reported_at: str | None
    task_set: int | None
    flow: list[str]
    step: int
    x: int | None

"""The response register as screens hold and read it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

ResponseState = Literal["proposed", "active", "ended", "refused", "withdrawn"]
ChangeKind = Literal["start", "upgrade", "downgrade", "end"]
ChangeState = Literal["proposed", "approved", "in_force", "refused", "withdrawn"]
ApprovalForm = Literal["written", "verbal"]


class ResponsePending(TypedDict):
    """The change that waits for an approver, or for its clock time."""

    id: int
    kind: ChangeKind
    level: int
    state: ChangeState
    by_name: str
    at: str | None
    effective_at: str | None


class ResponseRow(TypedDict):
    """`level`: the one in force, 0 above Ⅰ, 1 the highest … 4; before the start the one proposed."""

    id: int
    number: str
    area: str
    areas: list[str]
    family: str
    level: int
    state: ResponseState
    incident: int | None
    activation: int | None
    effective_at: str | None
    ended_at: str | None
    pending: ResponsePending | None
    paper_due_at: str | None
    paper_overdue: bool
    end_hint_at: str | None
    summed: bool
    x: int | None


class ResponseChangeRow(TypedDict):
    """One line of the register."""

    id: int
    kind: ChangeKind
    state: ChangeState
    level: int
    before: int | None
    why: str
    facts: dict[str, object]
    proposed_by: str
    proposed_at: str | None
    form: ApprovalForm | None
    approver: str
    approver_title: str
    said_on: str
    said_at: str | None
    read_back: bool
    consent: str
    paper_number: str
    paper_due_at: str | None
    paper_at: str | None
    approved_at: str | None
    effective_at: str | None
    text: str
    receipts: list[dict[str, object]]


class ResponseDuty(TypedDict):
    """What the level asks of the desk; a rule row."""

    duty: str
    consultation: str
    field: str
    report_h: float


class ResponseWhole(ResponseRow):
    """With every change, what the level asks for, and the words of the end."""

    family_name: str
    headquarters: str
    changes: list[ResponseChangeRow]
    duty: ResponseDuty | None
    summary: str


class ResponseFamilyRow(TypedDict):
    code: str
    name: str
    headquarters: str
    types: list[str]
    flood_control: bool


class ResponseApprovers(TypedDict):
    """Who may approve a level: the titles a verbal or written approval names, the posts that may press."""

    level: int
    titles: list[str]
    roles: list[str]
    consent: bool


class ResponseFacts(TypedDict):
    """What the forms of the register choose from."""

    families: list[ResponseFamilyRow]
    approvers: list[ResponseApprovers]
    duties: dict[str, ResponseDuty]


class ResponseProposal(TypedDict):
    """What the trigger rows say now: propose this level, because of that."""

    family: str
    level: int
    area: str
    areas: list[str]
    incident: int | None
    why: str
    facts: dict[str, object]
    going_on: int | None

"""Approvals as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Need = Literal["self", "second", "verbal"]
ApprovalState = Literal["asked", "given", "refused", "expired"]
What = Literal["onekey", "callout", "broadcast", "correction"]
Audience = Literal["officials", "teams", "public"]


class ApprovalRow(TypedDict):
    """What waits for another's word. `afterwards`: it was done at once because life was at risk; the word is still owed until `due_at`."""

    id: int
    area: str
    incident: int | None
    what: What
    channel: str
    audience: Audience
    number: int
    need: Need
    afterwards: bool
    state: ApprovalState
    asked_by: str
    asked_name: str
    asked_at: str
    due_at: str | None
    overdue: bool
    given_name: str | None
    given_at: str | None
    how: Literal["desk", "verbal"] | None
    used_at: str | None
    x: int | None


class ApprovalWhole(ApprovalRow):
    """With the words: what is to be done and what it costs, and how the answer came."""

    words: str
    reason: str
    said_by: str
    said_on: str
    said_at: str | None
    read_back: bool
    may_approve: bool


class MatrixRow(TypedDict):
    id: int
    role: str
    role_name: str
    channel: str
    channel_name: str
    audience: str
    audience_name: str
    most: int | None
    ruling: Need
    approvers: list[str]
    area: str
    source: str

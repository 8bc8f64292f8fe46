from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

ReliefKind = Literal["transition", "winter"]
ReliefState = Literal["draft", "asked", "approved", "refused", "paid"]


class ReliefCaseRow(TypedDict):
    """`account` says whether one is sealed there, never which; the phone is masked, and names are for who keeps the cases."""

    id: int
    number: str
    incident: int | None
    incident_number: str
    kind: ReliefKind
    area: str
    household: str
    address: str
    phone: str
    account: bool
    people: int
    rooms_down: int
    rooms_hurt: int
    crop_mu: float
    losses: str
    amount: float
    goods: str
    state: ReliefState
    by_name: str
    at: str
    decided_name: str
    decided_at: str | None
    decided_note: str
    paid_at: str | None
    paid_name: str
    voucher: str
    x: int | None


class ReliefSums(TypedDict):
    """Of what the caller sees, nothing of a drill."""

    households: int
    people: int
    rooms_down: int
    rooms_hurt: int
    asked: float
    approved: float
    paid: float


class ReliefPage(TypedDict):
    cases: list[ReliefCaseRow]
    sums: ReliefSums


class ReliefAccount(TypedDict):
    text: str

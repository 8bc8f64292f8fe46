"""Mutual-aid agreements and requests for support as screens read them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

AidStanding = Literal["future", "valid", "expiring", "expired"]
SupportForce = Literal[
    "fire", "forest_fire", "industry", "military", "militia", "police", "medical", "enterprise", "volunteer", "neighbour"
]
LoanStage = Literal["promised", "on_the_way", "arrived", "going_home", "returned", "called_off"]
SupportState = Literal["draft", "signed", "sent", "granted", "refused", "withdrawn"]


class AidParty(TypedDict):
    code: str
    name: str


class AidResource(TypedDict):
    """What a party brings; `floor` is what it keeps at home and never lends."""

    party: str
    what: str
    amount: str
    floor: str


class MutualAidRow(TypedDict):
    id: int
    number: str
    name: str
    area: str
    parties: list[AidParty]
    hazards: list[str]
    capabilities: list[str]
    resources: list[AidResource]
    contact: int | None
    contact_name: str
    how: str
    respond_min: int | None
    valid_from: str
    valid_to: str
    standing: AidStanding
    days_left: int
    note: str
    used: int


class SupportRequestRow(TypedDict):
    """求援: what an incident asks of forces that are not ours to order."""

    id: int
    number: str
    incident: int | None
    area: str
    force: SupportForce
    to: str
    state: SupportState
    agreement: int | None
    people: int
    arrive_by: str | None
    signed_name: str
    sent_at: str | None
    answered_at: str | None
    loan: LoanStage | None
    x: int | None


class LoanLineRow(TypedDict):
    kind: Literal["team", "stock"]
    code: str
    name: str
    count: int
    unit: str
    back: int | None


class LoanRow(TypedDict):
    """What one platform lends another, as both know it. `count`: people of a team, pieces of a thing."""

    lines: list[LoanLineRow]
    note: str
    promised_at: str | None
    left_at: str | None
    eta: str | None
    arrived_at: str | None
    home_at: str | None
    returned_at: str | None
    called_off_at: str | None


class SupportRequestWhole(SupportRequestRow):
    what: str
    tasks: str
    place: str
    liaison: str
    basis: str
    agreement_name: str
    how: str
    by_name: str
    created_at: str
    signed_at: str | None
    sent_way: str
    answered_name: str
    answer: str
    lent: LoanRow | None

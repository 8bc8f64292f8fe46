"""Orders and assignments as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dispatch.teams.rows import UnitRow

OrderState = Literal["issued", "sent", "delivered", "read", "accepted", "refused", "arrived", "withdrawn"]


class OrderRow(TypedDict):
    id: int
    incident: int
    unit: int
    number: str
    kind: Literal["dispatch", "stand_down"]
    urgency: Literal["critical", "urgent", "normal"]
    issued_at: str
    issued_by: str
    due_at: str | None
    state: OrderState
    sent_at: str | None
    delivered_at: str | None
    read_at: str | None
    accepted_at: str | None
    refused_at: str | None
    arrived_at: str | None
    withdrawn_at: str | None
    refuse_reason: str
    escalation: int
    radio_channel: str
    x: int | None


class OrderWithWords(OrderRow):
    task: str
    issued_name: str
    unit_name: str


class AssignmentRow(TypedDict):
    id: int
    unit: int
    incident: int
    order: int | None
    state: Literal["planned", "open", "released"]
    opened_at: str
    released_at: str | None
    x: int | None


class Assigned(TypedDict):
    assignment: AssignmentRow
    order: OrderRow


class HolderRow(TypedDict):
    incident: int
    number: str


class Candidate(TypedDict):
    unit: UnitRow
    distance_m: int
    fix_age_s: int | None
    availability: Literal["available", "assigned", "off"]
    holder: HolderRow | None

"""Orders, assignments and reinforcements as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

OrderState = Literal["issued", "sent", "delivered", "read", "expired", "refused", "accepted", "cancelled"]
AckKind = Literal["delivered", "read", "accepted", "refused", "arrived"]
Leg = Literal["assigned", "accepted", "en_route", "arrived", "working", "leaving", "back"]
CrossingCode = Literal["area", "industry", "level", "department", "hazard"]
How = Literal["post", "written", "verbal", "consent"]
RankCode = Literal["commander", "deputy", "member", "terminal", "copy"]


class OrderRow(TypedDict):
    """`area` is the incident's. `state` is the unit's; what each recipient did is read with the order."""

    id: int
    area: str
    incident: int
    unit: int
    number: str
    kind: Literal["dispatch", "stand_down", "task"]
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
    expired_at: str | None
    cancelled_at: str | None
    refuse_reason: str
    escalation: int
    step: str | None
    next_unit: int | None
    instead_of: int | None
    radio_channel: str
    proxy: list[AckKind]
    voice: bool
    late: bool
    copies: int
    crossings: list[CrossingCode]
    return_by: str | None
    reinforcement: int | None
    x: int | None


class OrderWithWords(OrderRow):
    task: str
    issued_name: str
    unit_name: str


class AssignmentRow(TypedDict):
    id: int
    area: str
    unit: int
    incident: int
    order: int | None
    state: Literal["planned", "open", "released"]
    leg: Leg
    accepted_at: str | None
    en_route_at: str | None
    arrived_at: str | None
    working_at: str | None
    leaving_at: str | None
    back_at: str | None
    opened_at: str
    released_at: str | None
    x: int | None


class ReinforcementRow(TypedDict):
    """`area` is the incident's, `lender` the district that is asked. `floor_ok` is null until the lender was reckoned. `agreement`: the mutual aid
    that covers it; null = none does."""

    id: int
    incident: int
    area: str
    lender: str
    kind: str
    units: int
    people: int
    state: Literal["requested", "approved", "consented", "ordered", "refused", "returned"]
    requested_name: str
    approved_name: str | None
    consented_name: str | None
    consented_how: How | None
    return_by: str | None
    floor_ok: bool | None
    requested_at: str
    approved_at: str | None
    consented_at: str | None
    ordered_at: str | None
    refused_at: str | None
    returned_at: str | None
    agreement: int | None
    agreement_name: str
    x: int | None


class DrillReleased(TypedDict):
    """A drill that lost its team to the real thing."""

    incident: int
    number: str
    exercise: int


class Assigned(TypedDict):
    """`order` is null for a planned assignment."""

    assignment: AssignmentRow
    order: OrderRow | None
    drill_released: list[DrillReleased]


class AssignedMany(TypedDict):
    assigned: list[Assigned]


class Released(TypedDict):
    """`activated` is the planned assignment of the unit whose turn came."""

    assignment: AssignmentRow
    activated: AssignmentRow | None


class ReleasedAll(TypedDict):
    released: list[AssignmentRow]


class RecipientRow(TypedDict):
    principal: str
    name: str
    rank: RankCode
    state: OrderState


class AckRow(TypedDict):
    """`proxy`: given by voice and entered at the desk by `by_name`."""

    kind: AckKind
    name: str
    at: str
    said_at: str | None
    reason: str
    proxy: bool
    said_by: str
    channel: str
    read_back: bool | None
    by_name: str


class RungRow(TypedDict):
    """A rung of the ladder; `at` is null for one that is still to come, due at `due_at`."""

    step: int
    action: str
    name: str
    due_at: str | None
    at: str | None
    unit: int | None
    unit_name: str | None
    reached: int


class CrossingRow(TypedDict):
    crossing: CrossingCode
    label: str
    name: str
    how: How
    at: str
    agreement: str


class LegMoveRow(TypedDict):
    leg: Leg
    at: str
    said_at: str | None
    by_name: str
    said_by: str
    channel: str
    read_back: bool | None


class OrderWhole(TypedDict):
    order: OrderRow
    task: str
    issued_name: str
    unit_name: str
    incident_number: str
    place: str
    assignment: AssignmentRow | None
    recipients: list[RecipientRow]
    acks: list[AckRow]
    ladder: list[RungRow]
    crossings: list[CrossingRow]
    legs: list[LegMoveRow]


class ReinforcementWhole(TypedDict):
    reinforcement: ReinforcementRow
    text: str
    refused_name: str
    refused_reason: str
    lender_name: str
    ready: int
    floor: int
    orders: list[OrderRow]

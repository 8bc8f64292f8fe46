from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from dispatch.orders.states import LEGS
from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType
ORDER_VERBS = ("issued", "sent", "delivered", "read", "accepted", "refused", "expired", "cancelled", "escalated", "answered", "advanced")
ASSIGNMENT_VERBS = ("planned", "opened", "released", *(leg for leg, _ in LEGS[1:]))
REINFORCEMENT_VERBS = ("requested", "approved", "consented", "ordered", "refused", "returned", "advanced")


class OrderRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    unit: int | UnsetType = UNSET
    number: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    issued_at: str | UnsetType = UNSET
    issued_by: str | UnsetType = UNSET
    due_at: Time = UNSET
    state: str | UnsetType = UNSET
    sent_at: Time = UNSET
    delivered_at: Time = UNSET
    read_at: Time = UNSET
    accepted_at: Time = UNSET
    refused_at: Time = UNSET
    expired_at: Time = UNSET
    cancelled_at: Time = UNSET
    refuse_reason: str | UnsetType = UNSET
    escalation: int | UnsetType = UNSET
    step: str | None | UnsetType = UNSET
    next_unit: int | None | UnsetType = UNSET
    instead_of: int | None | UnsetType = UNSET
    radio_channel: str | UnsetType = UNSET
    proxy: list[str] | UnsetType = UNSET
    voice: bool | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    copies: int | UnsetType = UNSET
    crossings: list[str] | UnsetType = UNSET
    return_by: Time = UNSET
    reinforcement: int | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class AssignmentRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    unit: int | UnsetType = UNSET
    incident: int | UnsetType = UNSET
    order: int | None | UnsetType = UNSET
    state: str | UnsetType = UNSET
    leg: str | UnsetType = UNSET
    accepted_at: Time = UNSET
    en_route_at: Time = UNSET
    arrived_at: Time = UNSET
    working_at: Time = UNSET
    leaving_at: Time = UNSET
    back_at: Time = UNSET
    opened_at: str | UnsetType = UNSET
    released_at: Time = UNSET
    x: int | None | UnsetType = UNSET


class ReinforcementRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    lender: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    units: int | UnsetType = UNSET
    people: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    requested_name: str | UnsetType = UNSET
    approved_name: str | None | UnsetType = UNSET
    consented_name: str | None | UnsetType = UNSET
    consented_how: str | None | UnsetType = UNSET
    return_by: Time = UNSET
    floor_ok: bool | None | UnsetType = UNSET
    requested_at: str | UnsetType = UNSET
    approved_at: Time = UNSET
    consented_at: Time = UNSET
    ordered_at: Time = UNSET
    refused_at: Time = UNSET
    returned_at: Time = UNSET
    agreement: int | None | UnsetType = UNSET
    agreement_name: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ORDER_VERBS:
        declare(f"order.{verb}", 1, OrderRow)
    for verb in ASSIGNMENT_VERBS:
        declare(f"assignment.{verb}", 1, AssignmentRow)
    for verb in REINFORCEMENT_VERBS:
        declare(f"reinforcement.{verb}", 1, ReinforcementRow)
    for table in ("order", "assignment", "reinforcement"):
        declare(f"{table}.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class OrderRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
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
    arrived_at: Time = UNSET
    withdrawn_at: Time = UNSET
    refuse_reason: str | UnsetType = UNSET
    escalation: int | UnsetType = UNSET
    radio_channel: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class AssignmentRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    unit: int | UnsetType = UNSET
    incident: int | UnsetType = UNSET
    order: int | None | UnsetType = UNSET
    state: str | UnsetType = UNSET
    opened_at: str | UnsetType = UNSET
    released_at: Time = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("issued", "sent", "delivered", "read", "accepted", "refused", "arrived", "escalated", "withdrawn"):
        declare(f"order.{verb}", 1, OrderRow)
    for verb in ("opened", "released"):
        declare(f"assignment.{verb}", 1, AssignmentRow)
    declare("order.left", 1, Left)
    declare("assignment.left", 1, Left)

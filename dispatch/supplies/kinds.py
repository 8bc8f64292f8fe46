from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class SupplyRequestRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    item: int | UnsetType = UNSET
    item_name: str | UnsetType = UNSET
    unit_of: str | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    reserved: int | UnsetType = UNSET
    received: int | None | UnsetType = UNSET
    returned: int | UnsetType = UNSET
    state: str | UnsetType = UNSET
    depot: int | None | UnsetType = UNSET
    depot_name: str | None | UnsetType = UNSET
    proposed: int | None | UnsetType = UNSET
    proposed_name: str | None | UnsetType = UNSET
    verbal: bool | UnsetType = UNSET
    paper_due_at: Time = UNSET
    paper_at: Time = UNSET
    paper_overdue: bool | UnsetType = UNSET
    parent: int | None | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    plate: str | UnsetType = UNSET
    subject: int | None | UnsetType = UNSET
    return_by: Time = UNSET
    return_overdue: bool | UnsetType = UNSET
    requested_at: Time = UNSET
    requested_by: str | UnsetType = UNSET
    approved_at: Time = UNSET
    reserved_at: Time = UNSET
    picked_at: Time = UNSET
    shipped_at: Time = UNSET
    received_at: Time = UNSET
    settled_at: Time = UNSET
    returned_at: Time = UNSET
    cancelled_at: Time = UNSET
    x: int | None | UnsetType = UNSET


VERBS = (
    "requested", "approved", "reserved", "back_ordered", "picked", "shipped", "received", "settled", "returned", "cancelled", "papered", "overdue",
)  # fmt: skip


def declare_all() -> None:
    for verb in VERBS:
        declare(f"supply_request.{verb}", 1, SupplyRequestRow)
    declare("supply_request.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class AidChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: agreements are read as a list, no board holds them."""

    id: int
    area: str


class SupportRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    number: str | UnsetType = UNSET
    force: str | UnsetType = UNSET
    to: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    agreement: int | None | UnsetType = UNSET
    people: int | UnsetType = UNSET
    arrive_by: str | None | UnsetType = UNSET
    signed_name: str | UnsetType = UNSET
    sent_at: str | None | UnsetType = UNSET
    answered_at: str | None | UnsetType = UNSET
    loan: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("entered", "changed"):
        declare(f"mutual_aid.{verb}", 1, AidChanged)
    for verb in ("drafted", "changed", "signed", "sent", "answered", "withdrawn", "lent", "moved"):
        declare(f"support_request.{verb}", 1, SupportRow)
    declare("support_request.left", 1, Left)

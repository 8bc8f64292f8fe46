from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left

Time = str | None | UnsetType


class CallRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    callout: int | UnsetType = UNSET
    about: str | UnsetType = UNSET
    about_id: int | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    person: int | UnsetType = UNSET
    user: int | None | UnsetType = UNSET
    name: str | UnsetType = UNSET
    org: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    district: str | UnsetType = UNSET
    town: str | UnsetType = UNSET
    village: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    bearer: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    step: int | UnsetType = UNSET
    officer: bool | UnsetType = UNSET
    stands_for: int | None | UnsetType = UNSET
    same_as: int | None | UnsetType = UNSET
    covered_by: int | None | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    delivered_at: Time = UNSET
    answered_at: Time = UNSET
    answer: str | None | UnsetType = UNSET
    taken_name: str | None | UnsetType = UNSET
    quiet: bool | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in (
        "started",
        "called",
        "delivered",
        "failed",
        "stepped",
        "answered",
        "covered",
        "taken",
        "stopped",
        "linked",
        "retried",
    ):
        declare(f"call.{verb}", 1, CallRow)
    declare("call.left", 1, Left)

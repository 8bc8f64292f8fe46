from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class PhoneCallRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    direction: str | UnsetType = UNSET
    name: str | None | UnsetType = UNSET
    org: str | None | UnsetType = UNSET
    number_masked: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    person: int | None | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    alarm: int | None | UnsetType = UNSET
    alarms: list[int] | UnsetType = UNSET
    call: int | None | UnsetType = UNSET
    by_name: str | None | UnsetType = UNSET
    why: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    answered_at: str | None | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    file: int | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class PhoneLineRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    why: str | UnsetType = UNSET
    since: str | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("started", "answered", "ended", "missed", "failed", "linked", "recorded"):
        declare(f"phone_call.{verb}", 1, PhoneCallRow)
    declare("phone_call.left", 1, Left)
    declare("phone_line.changed", 1, PhoneLineRow)

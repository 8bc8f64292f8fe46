from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class AlarmRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    urgency: str | UnsetType = UNSET
    type: str | None | UnsetType = UNSET
    type_name: str | None | UnsetType = UNSET
    lon: float | None | UnsetType = UNSET
    lat: float | None | UnsetType = UNSET
    place: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    acked_by: str | None | UnsetType = UNSET
    acked_name: str | None | UnsetType = UNSET
    acked_at: str | None | UnsetType = UNSET
    verdict: str | None | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    subject: int | None | UnsetType = UNSET
    repeats: int | UnsetType = UNSET
    occurred_at: str | None | UnsetType = UNSET
    received_at: str | UnsetType = UNSET
    entered_at: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("raised", "repeated", "acknowledged", "verified"):
        declare(f"alarm.{verb}", 1, AlarmRow)
    declare("alarm.left", 1, Left)

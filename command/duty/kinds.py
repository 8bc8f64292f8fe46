from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class HolderBody(msgspec.Struct, forbid_unknown_fields=True):
    role: str
    role_name: str
    person: int
    name: str
    until: str
    over: bool


class BoardBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    holders: list[HolderBody] | UnsetType = UNSET
    missing: dict[str, int] | UnsetType = UNSET
    until: str | None | UnsetType = UNSET
    missing_since: str | None | UnsetType = UNSET
    alarm_at: str | None | UnsetType = UNSET


class ShiftBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    role: str
    person: int
    starts_at: str
    ends_at: str


class FilledBody(msgspec.Struct, forbid_unknown_fields=True):
    area: str
    how: str
    count: int


class PeriodBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str


class SwapBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    shift: int
    state: str


class NotedBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    struck: bool


class HandoverBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    outgoing: int | UnsetType = UNSET
    outgoing_name: str | UnsetType = UNSET
    incoming: int | UnsetType = UNSET
    incoming_name: str | UnsetType = UNSET
    opened_at: str | UnsetType = UNSET
    given_at: str | None | UnsetType = UNSET


class NilBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    late: bool


class RollCallBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    kind: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    started_name: str | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    done_at: str | None | UnsetType = UNSET
    targets: int | UnsetType = UNSET
    counts: dict[str, int] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    declare("duty_board.changed", 1, BoardBody)
    declare("duty_shift.added", 1, ShiftBody)
    declare("duty_shift.left", 1, Left)
    declare("duty_roster.filled", 1, FilledBody)
    declare("special_period.saved", 1, PeriodBody)
    declare("special_period.filled", 1, FilledBody)
    declare("special_period.left", 1, Left)
    declare("duty_swap.asked", 1, SwapBody)
    declare("duty_swap.decided", 1, SwapBody)
    declare("duty_log.noted", 1, NotedBody)
    declare("handover.opened", 1, HandoverBody)
    declare("handover.signed", 1, HandoverBody)
    declare("handover.left", 1, Left)
    declare("nil_report.noted", 1, NilBody)
    declare("duty_roll_call.started", 1, RollCallBody)
    declare("duty_roll_call.answered", 1, RollCallBody)
    declare("duty_roll_call.left", 1, Left)

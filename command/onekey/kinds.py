from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class PressLegRow(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    state: str
    ref: int | None
    made: bool
    of: int
    done: int
    failed: int


class PressRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    legs: list[PressLegRow] | UnsetType = UNSET
    counts: dict[str, int] | UnsetType = UNSET
    joined: list[str] | UnsetType = UNSET
    corrections: int | UnsetType = UNSET
    undone_name: str | None | UnsetType = UNSET
    undone_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


PRESS = "presse"  # a table is its kind plus "s" (docs/protocol.md §2.4), and the table is `presses`


def declare_all() -> None:
    for verb in ("confirmed", "joined", "counted", "undone", "corrected", "moved"):
        declare(f"{PRESS}.{verb}", 1, PressRow)
    declare(f"{PRESS}.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class AddresseeRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    name: str
    acked_at: str | None


class InstructionRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    report: int | None | UnsetType = UNSET
    leader_name: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    given_at: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    reminded: int | UnsetType = UNSET
    done_at: str | None | UnsetType = UNSET
    addressees: list[AddresseeRow] | UnsetType = UNSET
    feedback: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


VERBS = ("given", "acked", "fed_back", "reminded", "overdue", "resumed", "closed", "changed", "moved")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"instruction.{verb}", 1, InstructionRow)
    declare("instruction.left", 1, Left)

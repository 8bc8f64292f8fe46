from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class InspectionTold(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    sector: str | UnsetType = UNSET
    due_at: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    total: int | UnsetType = UNSET
    done: int | UnsetType = UNSET
    hazards: int | UnsetType = UNSET
    penalties: int | UnsetType = UNSET
    amount_yuan: int | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class PenaltyTold(msgspec.Struct, forbid_unknown_fields=True):
    """No table: the ledger is read over HTTP. `replaces`: the entry it corrects."""

    id: int
    area: str
    amount_yuan: int
    visit: int | None
    hazard: int | None
    replaces: int | None


class LedgerTaken(msgspec.Struct, forbid_unknown_fields=True):
    """`id`: which ledger went out as a file."""

    id: str
    area: str
    form: str
    count: int


VERBS = ("started", "visited", "shown", "corrected", "found", "penalised", "overdue", "ended", "moved")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"inspection.{verb}", 1, InspectionTold)
    declare("inspection.left", 1, Left)
    declare("penalty.noted", 1, PenaltyTold)
    declare("ledger.noted", 1, LedgerTaken)

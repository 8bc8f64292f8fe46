from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class MeasureRow(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    area: str
    target: int
    done: int
    at: str


class EvacuationRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    number: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    areas: list[str] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    target: int | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    moved: int | UnsetType = UNSET
    refused: int | UnsetType = UNSET
    returned: int | UnsetType = UNSET
    sheltered: int | UnsetType = UNSET
    counted: int | UnsetType = UNSET
    measures: list[MeasureRow] | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class PersonChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: the register is nobody's board."""

    id: int
    area: str


VERBS = (
    "ordered",
    "extended",
    "departed",
    "arrived",
    "struck",
    "returned",
    "completed",
    "returning",
    "closed",
    "cancelled",
    "measured",
    "late",
    "moved",
)


def declare_all() -> None:
    for verb in VERBS:
        declare(f"evacuation.{verb}", 1, EvacuationRow)
    declare("evacuation.left", 1, Left)
    for verb in ("entered", "changed", "purged"):
        declare(f"vulnerable.{verb}", 1, PersonChanged)

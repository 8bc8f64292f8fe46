from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ConsultationRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    process: int | None | UnsetType = UNSET
    subject: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    planned_at: str | UnsetType = UNSET
    started_at: str | None | UnsetType = UNSET
    over_at: str | None | UnsetType = UNSET
    signed_at: str | None | UnsetType = UNSET
    chair: str | UnsetType = UNSET
    conference: int | None | UnsetType = UNSET
    opinions: int | UnsetType = UNSET
    wanted: int | UnsetType = UNSET
    decisions: int | UnsetType = UNSET
    solved: int | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class ProcessChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Ids and the level only: processes are read as a list."""

    id: int
    area: str
    level: str


VERBS = (
    "planned",
    "opened",
    "changed",
    "opined",
    "attached",
    "decided",
    "solved",
    "over",
    "resumed",
    "signed",
    "corrected",
    "cancelled",
    "moved",
)


def declare_all() -> None:
    for verb in VERBS:
        declare(f"consultation.{verb}", 1, ConsultationRow)
    declare("consultation.left", 1, Left)
    for verb in ("opened", "changed", "ended"):
        declare(f"weather_process.{verb}", 1, ProcessChanged)

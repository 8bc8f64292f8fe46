from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class CaseBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    title: str | UnsetType = UNSET
    origin: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    since: str | UnsetType = UNSET
    until: str | UnsetType = UNSET
    progress: int | UnsetType = UNSET
    size: int | UnsetType = UNSET
    sha256: str | None | UnsetType = UNSET
    city_name: str | UnsetType = UNSET
    problem: str | UnsetType = UNSET
    by_name: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Taken(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody took the file away: no row changes, the log knows."""

    id: int
    area: str


def declare_all() -> None:
    for verb in ("asked", "progressed", "made", "failed", "imported", "taken"):
        declare(f"case.{verb}", 1, Taken if verb == "taken" else CaseBody)
    declare("case.left", 1, Left)

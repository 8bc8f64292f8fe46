from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ReleaseRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | None | UnsetType = UNSET
    opinion: int | None | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    number: str | None | UnsetType = UNSET
    figures: dict[str, float] | UnsetType = UNSET
    as_of: str | UnsetType = UNSET
    drafted_name: str | UnsetType = UNSET
    submitted_at: str | None | UnsetType = UNSET
    signed_name: str | None | UnsetType = UNSET
    signed_at: str | None | UnsetType = UNSET
    withdrawn_at: str | None | UnsetType = UNSET
    replaces: int | None | UnsetType = UNSET
    version: int | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


VERBS = ("drafted", "changed", "submitted", "returned", "signed", "corrected", "withdrawn", "dropped", "moved")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"release.{verb}", 1, ReleaseRow)
    declare("release.left", 1, Left)

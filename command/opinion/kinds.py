from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class OpinionRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    number: str | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    title: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    hazard: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    verdict: str | None | UnsetType = UNSET
    rumour: bool | UnsetType = UNSET
    score: int | UnsetType = UNSET
    sentiment: int | UnsetType = UNSET
    mentions: int | UnsetType = UNSET
    reach: int | UnsetType = UNSET
    first_seen_at: str | UnsetType = UNSET
    last_seen_at: str | UnsetType = UNSET
    owner: int | None | UnsetType = UNSET
    owner_name: str | UnsetType = UNSET
    due_at: str | None | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class SourceRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    words: str | UnsetType = UNSET
    ok_at: str | None | UnsetType = UNSET
    late_after_s: int | UnsetType = UNSET
    bad: int | UnsetType = UNSET


class SpikeRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    hazard: str | UnsetType = UNSET
    now: int | UnsetType = UNSET
    usual: float | UnsetType = UNSET
    item: int | UnsetType = UNSET
    at: str | UnsetType = UNSET
    seen_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


VERBS = (
    "found",
    "spread",
    "judged",
    "assigned",
    "handled",
    "fed_back",
    "closed",
    "dismissed",
    "reopened",
    "linked",
    "unlinked",
    "flagged",
    "overdue",
    "moved",
)


def declare_all() -> None:
    for verb in VERBS:
        declare(f"opinion.{verb}", 1, OpinionRow)
    declare("opinion.left", 1, Left)
    for verb in ("added", "changed", "read", "failed"):
        declare(f"opinion_source.{verb}", 1, SourceRow)
    declare("opinion_source.left", 1, Left)
    for verb in ("risen", "seen"):
        declare(f"opinion_spike.{verb}", 1, SpikeRow)
    declare("opinion_spike.left", 1, Left)

"""The event kinds of feeds."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class FeedChanged(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    drop: bool | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    ok_at: str | None | UnsetType = UNSET
    data_at: str | None | UnsetType = UNSET
    late_after_s: int | UnsetType = UNSET
    rows: int | UnsetType = UNSET
    bad: int | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("added", "changed", "read", "failed"):
        declare(f"feed.{verb}", 1, FeedChanged)
    declare("feed.left", 1, Left)

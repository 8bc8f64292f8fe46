from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ListTold(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    standards: int | UnsetType = UNSET
    total: int | UnsetType = UNSET
    reached: int | UnsetType = UNSET
    not_reached: int | UnsetType = UNSET
    na: int | UnsetType = UNSET
    unrated: int | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("added", "changed"):
        declare(f"indicator_list.{verb}", 1, ListTold)
    declare("indicator_list.left", 1, Left)

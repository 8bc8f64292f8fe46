from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class PeerRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    level: str | UnsetType = UNSET
    of: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    link: str | UnsetType = UNSET


class ItemRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    peer: int | UnsetType = UNSET
    peer_name: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    over: bool | UnsetType = UNSET
    grade: int | None | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    drill: bool | UnsetType = UNSET
    made_at: str | UnsetType = UNSET
    changed_at: str | UnsetType = UNSET
    answered: str | None | UnsetType = UNSET
    loan: str | None | UnsetType = UNSET
    incident: int | None | UnsetType = UNSET
    instruction: int | None | UnsetType = UNSET
    lon: float | None | UnsetType = UNSET
    lat: float | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


class Noted(msgspec.Struct, forbid_unknown_fields=True):
    """Of keys: which peer, which key by its name."""

    id: int
    peer: int
    key: str


def declare_all() -> None:
    for verb in ("added", "changed", "linked"):
        declare(f"peer.{verb}", 1, PeerRow)
    for verb in ("taken", "changed", "answered", "adopted", "lent"):
        declare(f"peer_item.{verb}", 1, ItemRow)
    declare("peer_item.left", 1, Left)
    for verb in ("made", "entered", "ended"):
        declare(f"peer_key.{verb}", 1, Noted)

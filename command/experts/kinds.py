from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class ExpertChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: the directory is nobody's board."""

    id: int
    area: str


class ExpertCallRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    incident: int | UnsetType = UNSET
    expert: int | UnsetType = UNSET
    name: str | UnsetType = UNSET
    org: str | UnsetType = UNSET
    called_at: str | UnsetType = UNSET
    called_name: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    callout: int | None | UnsetType = UNSET
    answered_at: str | None | UnsetType = UNSET
    way: str | UnsetType = UNSET
    eta_at: str | None | UnsetType = UNSET
    instead_of: int | None | UnsetType = UNSET
    opinions: int | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    x: int | None | UnsetType = UNSET


def declare_all() -> None:
    for verb in ("entered", "changed"):
        declare(f"expert.{verb}", 1, ExpertChanged)
    for verb in ("called", "answered", "declined", "opined", "ended", "moved"):
        declare(f"expert_call.{verb}", 1, ExpertCallRow)
    declare("expert_call.left", 1, Left)

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare


class PersonChanged(msgspec.Struct, forbid_unknown_fields=True):
    """Whose account changed; names and numbers stay in the rows."""

    id: int
    active: bool | UnsetType = UNSET
    password_reset: bool | UnsetType = UNSET


class PostChanged(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    user: int
    role: str
    area: str
    ended: bool


class TokenChanged(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    area: str
    revoked: bool


def declare_all() -> None:
    for verb in ("created", "changed"):
        declare(f"person.{verb}", 1, PersonChanged)
    for verb in ("given", "ended"):
        declare(f"post.{verb}", 1, PostChanged)
    for verb in ("issued", "revoked"):
        declare(f"token.{verb}", 1, TokenChanged)

"""Shapes every table shares: an object left an area's board."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType


class Left(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str | UnsetType = UNSET

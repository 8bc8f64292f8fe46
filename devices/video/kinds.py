"""The event kinds of links."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from realtime.log.kinds import declare
from realtime.log.left import Left


class LinkRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    label: str
    url: str
    area: str
    subject: int | None
    incident: int | None
    active: bool
    stream: int | None | UnsetType = UNSET


class LinkClosed(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    active: bool


class LinkLeft(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str


class StreamChanged(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    name: str
    kind: str
    provider: str
    subject: int | None
    lon: float | None
    lat: float | None
    ptz: bool
    codec: str
    state: str
    ways: list[dict[str, Any]]
    error: str
    since: str
    holder: str
    holder_name: str
    held_until: str | None
    x: int | None


def declare_all() -> None:
    declare("stream.changed", 1, StreamChanged)
    declare("stream.left", 1, Left)
    declare("link.opened", 1, LinkRow)
    declare("link.closed", 1, LinkClosed)
    declare("link.left", 1, LinkLeft)

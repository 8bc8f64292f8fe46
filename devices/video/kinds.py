"""The event kinds of links."""

from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class LinkRow(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    kind: str
    label: str
    url: str
    area: str
    subject: int | None
    incident: int | None
    active: bool


class LinkClosed(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    active: bool


class LinkLeft(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str


def declare_all() -> None:
    declare("link.opened", 1, LinkRow)
    declare("link.closed", 1, LinkClosed)
    declare("link.left", 1, LinkLeft)

"""The event kind of tracks that left the house."""

from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class Exported(msgspec.Struct, forbid_unknown_fields=True):
    """Whose way, of which span; the reason stays in the record."""

    id: int
    area: str
    subjects: list[int]
    incident: int | None
    since: str
    until: str
    format: str
    x: int | None


def declare_all() -> None:
    declare("track_export.made", 1, Exported)

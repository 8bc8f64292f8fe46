"""The event kinds of recorded video."""

from __future__ import annotations

from typing import Any

import msgspec

from realtime.log.kinds import declare


class FootageBody(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    area: str
    stream: int
    incident: int
    name: str
    state: str
    why: str
    by_name: str
    started_at: str
    stopped_at: str | None
    parts: list[dict[str, Any]]
    x: int | None


class Swept(msgspec.Struct, forbid_unknown_fields=True):
    """Picture and sound are gone; the digest says what they were."""

    id: int
    footage: int
    sha256: str
    size: int


def declare_all() -> None:
    for verb in ("started", "stopped", "failed", "kept"):
        declare(f"footage.{verb}", 1, FootageBody)
    declare("footage_part.swept", 1, Swept)

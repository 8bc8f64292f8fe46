"""Shapes of recorded video, as screens hold them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict


class FootagePartRow(TypedDict):
    """Played from `/api/files/{file}`; after its term the digest stays and `swept_at` says when the picture went."""

    file: int
    size: int
    sha256: str
    begun_at: str | None
    swept_at: str | None


class FootageRow(TypedDict):
    id: int
    area: str
    stream: int
    incident: int
    name: str
    state: Literal["going", "stopped", "failed"]
    why: str
    by_name: str
    started_at: str
    stopped_at: str | None
    parts: list[FootagePartRow]
    x: int | None

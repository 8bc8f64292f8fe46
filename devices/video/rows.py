"""Shapes of the video tables, as screens hold them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

By = Literal["whep", "hls", "flv"]


class StreamWay(TypedDict):
    by: By
    url: str
    sub: bool  # a smaller picture of the same lens


class StreamRow(TypedDict):
    id: int
    area: str
    name: str
    kind: Literal["camera", "watchtower", "body", "uav", "vehicle"]
    provider: str
    subject: int | None
    lon: float | None
    lat: float | None
    ptz: bool
    codec: str
    state: Literal["off", "starting", "on", "failed"]
    ways: list[StreamWay]
    error: str
    since: str
    holder: str
    holder_name: str
    held_until: str | None
    x: int | None


class StreamWatched(StreamRow):
    """`ticket`: to be added to the addresses as `ticket=`; empty where the media server asks for none."""

    ticket: str

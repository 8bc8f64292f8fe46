"""What a provider is: how a stream begins, ends and is moved, and what its address must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable
from urllib.parse import urlsplit

from devices.video.models import Stream
from devices.video.rows import By, StreamWay

TIMEOUT_S = 4.0  # a media server that needs longer leaves the officer before a black tile
MOVES = ("left", "right", "up", "down", "upleft", "upright", "downleft", "downright", "zoomin", "zoomout", "stop")
Move = Literal["left", "right", "up", "down", "upleft", "upright", "downleft", "downright", "zoomin", "zoomout", "stop", "preset"]


class CannotPlay(Exception):
    """In words an officer understands: which system, what it said, what to do."""


class BadAddress(ValueError):
    """The address does not hold what this provider needs; says which field."""


class PtzCommand(NamedTuple):
    move: Move
    speed: int  # 1–255
    preset: int | None = None


class Provider(Protocol):
    name: str
    words: str
    network: bool  # True: start, stop and ptz wait for a network and are done by the worker

    def checked(self, address: Mapping[str, Any]) -> dict[str, Any]:
        """The address as it is stored; raises BadAddress."""
        ...

    def start(self, stream: Stream) -> list[StreamWay]: ...

    def stop(self, stream: Stream) -> None: ...

    def move(self, stream: Stream, command: PtzCommand) -> None: ...


@runtime_checkable
class Records(Protocol):
    """A provider whose media server can also keep what it carries."""

    def record(self, stream: Stream, on: bool) -> str:
        """Begin or end; the path under which its files lie."""
        ...


def way(by: By, url: str, sub: bool = False) -> StreamWay:
    return {"by": by, "url": url, "sub": sub}


def by_of(url: str) -> By:
    """How an address is played, from the way media servers spell them (MediaMTX, ZLMediaKit, SRS)."""
    path = urlsplit(url).path.lower()
    return "hls" if path.endswith(".m3u8") else "flv" if path.endswith(".flv") else "whep"


def web_address(address: Mapping[str, Any], field: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """The address under this name, or BadAddress."""
    url = str(address.get(field) or "").strip()
    parts = urlsplit(url)
    if parts.scheme.lower() not in schemes or not parts.hostname or len(url) > 500:
        raise BadAddress(f"{field} 须是 {'、'.join(schemes)} 开头的地址")
    return url

"""The picture lane's bytes: rows of 24, frames by district, messages to sockets. No Django.

Layout: docs/protocol.md §3. Everything little-endian, so that a typed array in a browser reads it in place.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

VERSION = 1
FULL = 1  # message flag

ROW = struct.Struct("<IiihHHBBBBH")
FRAME_HEADER = struct.Struct("<IHHIIII")
MESSAGE_HEADER = struct.Struct("<BBHI")
assert (ROW.size, FRAME_HEADER.size, MESSAGE_HEADER.size) == (24, 24, 8)

ROW_DTYPE = np.dtype(
    [
        ("subject", "<u4"),
        ("lat", "<i4"),
        ("lon", "<i4"),
        ("alt", "<i2"),
        ("speed", "<u2"),
        ("heading", "<u2"),
        ("battery", "u1"),
        ("link", "u1"),
        ("kind", "u1"),
        ("flags", "u1"),
        ("age", "<u2"),
    ]
)

KINDS = ("other", "person", "vehicle", "uav", "dock", "radio", "phone", "vessel", "sensor", "team")
KIND_CODE = {name: code for code, name in enumerate(KINDS)}

SOS, OFFLINE, HELD, SIMULATED = 1, 2, 4, 8  # row flags
UNKNOWN_ALT, UNKNOWN_U16, UNKNOWN_U8 = -32768, 65535, 255
MAX_AGE = 65535


class Frame(NamedTuple):
    """One district's changed rows in one tick of one gateway."""

    district: int
    shard: int
    epoch: int
    tick: int
    previous: int
    rows: bytes

    def pack(self) -> bytes:
        return FRAME_HEADER.pack(self.district, self.shard, 0, self.epoch, self.tick, self.previous, len(self.rows) // ROW.size) + self.rows


def pack_row(
    subject: int,
    lat: float,
    lon: float,
    *,
    alt: float | None = None,
    speed: float | None = None,
    heading: float | None = None,
    battery: float | None = None,
    link: float | None = None,
    kind: int = 0,
    flags: int = 0,
    age: float = 0,
) -> bytes:
    """lat/lon degrees WGS-84, alt m, speed m/s, heading degrees true, battery and link %, age s. None = unknown; values are clamped."""
    return ROW.pack(
        subject,
        round(lat * 1e7),
        round(lon * 1e7),
        UNKNOWN_ALT if alt is None else max(-32767, min(32767, round(alt))),
        UNKNOWN_U16 if speed is None else max(0, min(65534, round(speed * 100))),
        UNKNOWN_U16 if heading is None else round((heading % 360) * 100) % 36000,
        UNKNOWN_U8 if battery is None else max(0, min(100, round(battery))),
        UNKNOWN_U8 if link is None else max(0, min(100, round(link))),
        kind,
        flags,
        max(0, min(MAX_AGE, int(age))),
    )


def read_frames(data: bytes | memoryview) -> Iterator[Frame]:
    """Frames back to back. Raises ValueError on a truncated one."""
    view, at = memoryview(data), 0
    while at < len(view):
        if len(view) - at < FRAME_HEADER.size:
            raise ValueError("frame header cut short")
        district, shard, _, epoch, tick, previous, count = FRAME_HEADER.unpack_from(view, at)
        at += FRAME_HEADER.size
        if len(view) - at < count * ROW.size:
            raise ValueError("frame rows cut short")
        yield Frame(district, shard, epoch, tick, previous, bytes(view[at : at + count * ROW.size]))
        at += count * ROW.size


def pack_message(tick: int, frames: list[bytes], *, full: bool = False) -> bytes:
    """What one socket gets for one tick; ``frames`` are packed frames."""
    return MESSAGE_HEADER.pack(VERSION, FULL if full else 0, len(frames), tick & 0xFFFFFFFF) + b"".join(frames)


def read_message(data: bytes) -> tuple[int, bool, list[Frame]]:
    """(tick, full, frames). Raises ValueError on another version or a wrong length."""
    if len(data) < MESSAGE_HEADER.size:
        raise ValueError("message cut short")
    version, flags, count, tick = MESSAGE_HEADER.unpack_from(data)
    if version != VERSION:
        raise ValueError(f"picture version {version}, this side knows {VERSION}")
    frames = list(read_frames(memoryview(data)[MESSAGE_HEADER.size :]))
    if len(frames) != count:
        raise ValueError(f"{count} frames announced, {len(frames)} found")
    return tick, bool(flags & FULL), frames


def district_of(area: str) -> int:
    """The six-digit district of an area code as a number; city matters get 440100."""
    return int(area[:6].ljust(6, "0"))

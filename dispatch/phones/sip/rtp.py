"""Packets of voice and of keys (RFC 3550, RFC 4733). No Django, no sockets."""

from __future__ import annotations

import struct
from typing import NamedTuple

KEYS = "0123456789*#ABCD"
KEY_STEPS = 5  # packets of one key pressed, 20 ms each, before its end is said three times


class Packet(NamedTuple):
    payload: int
    sequence: int
    time: int
    source: int
    marker: bool
    data: bytes


def pack(packet: Packet) -> bytes:
    head = struct.pack(
        "!BBHII",
        0x80,
        packet.payload | 0x80 * packet.marker,
        packet.sequence & 0xFFFF,
        packet.time & 0xFFFFFFFF,
        packet.source & 0xFFFFFFFF,
    )
    return head + packet.data


def unpack(data: bytes) -> Packet | None:
    """None for what is no RTP: the port is open to the world."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    first, second, sequence, time, source = struct.unpack("!BBHII", data[:12])
    start = 12 + 4 * (first & 0x0F)
    if first & 0x10:  # header extension
        if len(data) < start + 4:
            return None
        start += 4 + 4 * struct.unpack("!H", data[start + 2 : start + 4])[0]
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return Packet(second & 0x7F, sequence, time, source, bool(second & 0x80), data[start:end])


def key_event(key: str, *, end: bool, duration: int) -> bytes:
    return struct.pack("!BBH", KEYS.index(key), 0x0A | 0x80 * end, duration)


class KeyListener:
    """One key however often its packets are repeated: they share the time of its beginning."""

    def __init__(self) -> None:
        self._last: int | None = None

    def hear(self, packet: Packet) -> str | None:
        if len(packet.data) < 4 or packet.data[0] >= len(KEYS) or packet.time == self._last:
            return None
        self._last = packet.time
        return KEYS[packet.data[0]]


def info_key(content_type: str, body: bytes) -> str | None:
    """The key in a SIP INFO: `Signal=1` (application/dtmf-relay) or the bare sign (application/dtmf)."""
    text = body.decode("ascii", "replace").strip()
    if "dtmf-relay" in content_type.lower():
        values = dict(part.split("=", 1) for part in text.replace("\r", "\n").split("\n") if "=" in part)
        text = {name.strip().lower(): value.strip() for name, value in values.items()}.get("signal", "")
    elif "dtmf" not in content_type.lower():
        return None
    text = {"10": "*", "11": "#"}.get(text, text).upper()
    return text if len(text) == 1 and text in KEYS else None

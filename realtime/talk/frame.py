"""socket → **frame** → floor: one binary audio message (docs/talk.md §3), checked strictly and never rewritten. No Django."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

AUDIO = 0xA1
LAST, PREROLL = 0b01, 0b10
MOST_PACKETS = 4
MOST_BYTES = 400  # an Opus packet of 20 ms at 24 kb/s has 87 at most; 400 is 160 kb/s
PACKET_MS = 20
PACKETS_PER_S, PREROLL_CREDIT = 60.0, 25.0  # live speech is 50; half a second was kept while the request was on its way

_head = struct.Struct(">BBHII")
_packet = struct.Struct(">BH")


class Malformed(ValueError):
    """Not a message as docs/talk.md has it; the words say why, for the counters."""


class Head(NamedTuple):
    burst: int
    first: int  # seq
    final: int  # seq of the last packet in it
    packets: int
    last: bool
    preroll: bool


def read(data: bytes) -> Head:
    """The head, after the whole message was checked. Hot: no packet is copied."""
    if len(data) < _head.size:
        raise Malformed("short")
    kind, flags, seq, burst, _ = _head.unpack_from(data)
    count = flags >> 4
    if kind != AUDIO:
        raise Malformed("kind")
    if not 1 <= count <= MOST_PACKETS or flags & 0b1100:
        raise Malformed("flags")
    place, final, size = _head.size, seq, len(data)
    for number in range(count):
        if place + 3 > size:
            raise Malformed("short")
        delta, length = _packet.unpack_from(data, place)
        if (delta == 0) != (number == 0):
            raise Malformed("seq")
        if not 1 <= length <= MOST_BYTES:
            raise Malformed("length")
        final += delta
        place += 3 + length
    if place != size:
        raise Malformed("left over" if place < size else "short")
    if final > 0xFFFF:
        raise Malformed("seq")
    return Head(burst, seq, final, count, bool(flags & LAST), bool(flags & PREROLL))


def packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(seq, Opus packet) of a message that was checked."""
    _, flags, seq, _, _ = _head.unpack_from(data)
    place = _head.size
    for _ in range(flags >> 4):
        delta, length = _packet.unpack_from(data, place)
        seq += delta
        yield seq, data[place + 3 : place + 3 + length]
        place += 3 + length


def write(burst: int, seq: int, opus: Sequence[bytes], *, last: bool = False, preroll: bool = False, clock_ms: int = 0) -> bytes:
    """A message of consecutive packets, as a speaker sends it."""
    head = _head.pack(AUDIO, len(opus) << 4 | last * LAST | preroll * PREROLL, seq, burst, clock_ms & 0xFFFFFFFF)
    return head + b"".join(_packet.pack(min(number, 1), len(packet)) + packet for number, packet in enumerate(opus))


class Pace:
    """A speaker sends no faster than speech, apart from what was kept before the floor was given."""

    def __init__(self, now: float) -> None:
        self.allowance, self.at = PREROLL_CREDIT, now

    def take(self, now: float, count: int) -> bool:
        self.allowance = min(PREROLL_CREDIT, self.allowance + (now - self.at) * PACKETS_PER_S)
        self.at = now
        if self.allowance < count:
            return False
        self.allowance -= count
        return True

"""packets → **ogg** → player: Opus packets as an .ogg file. A packet that never came is replaced by one that says "nothing", so the clock stays.

RFC 3533 and RFC 7845. No Django, no codec: nothing is decoded here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
SAMPLES = 960  # of 48 kHz in 20 ms
PER_PAGE = 50  # one second: what a player has to read before it may seek
PRE_SKIP = 312  # libopus' look-ahead at 48 kHz
MOST_MISSING = 1500  # 30 s: a seq that jumps further is somebody's mistake, not a pause


def crc(page: bytes) -> int:
    """Ogg's CRC-32 (not reflected) at the speed of zlib's (reflected)."""
    return int(f"{zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF:032b}"[::-1], 2)


def _page(kind: int, granule: int, serial: int, number: int, packets: list[bytes]) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, kind, granule, serial, number, 0)
    page = head + bytes([len(lacing)]) + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", crc(page)) + page[26:]


def mux(packets: Iterable[tuple[int, bytes]], *, serial: int, tags: dict[str, str] | None = None) -> bytes:
    """(seq, packet) in order of seq → the file. Seq counts 20 ms from the start of the burst."""
    whole = list(_filled(packets))
    comments = [f"{name}={value}".encode() for name, value in (tags or {}).items()]
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, PRE_SKIP, 48_000, 0, 0)
    vendor = b"emergency-command-centre"
    tag_packet = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(comments))
    tag_packet += b"".join(struct.pack("<I", len(comment)) + comment for comment in comments)
    pages = [_page(2, 0, serial, 0, [head]), _page(0 if whole else 4, 0, serial, 1, [tag_packet])]
    page: list[bytes] = []
    laced, number = 0, 2
    for done, packet in enumerate(whole, 1):
        page.append(packet)
        laced += len(packet) // 255 + 1
        final = done == len(whole)
        if final or len(page) == PER_PAGE or laced + 3 > 255:
            pages.append(_page(4 if final else 0, done * SAMPLES, serial, number, page))
            page, laced, number = [], 0, number + 1
    return b"".join(pages)


def _filled(packets: Iterable[tuple[int, bytes]]) -> Iterable[bytes]:
    """With something in every place of the clock; what came twice or too late is left out."""
    due: int | None = None
    for seq, packet in packets:
        if due is None:
            due = seq
        if seq < due or seq - due > MOST_MISSING:
            continue
        # A packet of nothing but its first byte: the decoder hides the gap
        toc = packet[0] & 0b1111_1100
        for _ in range(seq - due):
            yield bytes([toc])
        yield packet
        due = seq + 1


def duration_ms(packets: Iterable[tuple[int, bytes]]) -> int:
    """As long as the file plays."""
    return 20 * sum(1 for _ in _filled(packets))

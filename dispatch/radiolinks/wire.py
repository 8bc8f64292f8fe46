"""Packets between us and a RoIP gateway: RTP with G.711 or L16, with or without the header extension of EUROCAE ED-137. No Django, no sockets.

The extension's first word says who transmits: bits 31–29 PTT type (towards the radio), bit 28 SQU (from it: its squelch is open).
"""

from __future__ import annotations

import array
import struct
from typing import NamedTuple

from dispatch.phones.sip import g711
from dispatch.phones.sip.rtp import Packet, pack, unpack

PCMU, PCMA, L16 = 0, 8, 97  # L16 at 8 kHz has no number of its own (RFC 3551); 97 is what gateways are set to
KEEP_ALIVE = 123  # ED-137: nothing to hear, only the extension
PAYLOADS = {"pcmu": PCMU, "pcma": PCMA, "l16": L16}
ED137, ED137_FIRST = 0x0167, 0x0067  # profile of the extension since ED-137A, and before
SQUELCH, PTT_SHIFT = 1 << 28, 29
PTT_OFF, PTT_NORMAL = 0, 1


class Heard(NamedTuple):
    source: int
    sequence: int
    pcm: bytes  # empty: a keep-alive
    squelch: bool | None  # None: no extension


def read(data: bytes) -> Heard | None:
    """None for what is no RTP, or speaks a codec we do not."""
    packet = unpack(data)
    if packet is None:
        return None
    if packet.payload == KEEP_ALIVE:
        pcm = b""
    elif packet.payload in (PCMU, PCMA):
        pcm = g711.decode(packet.payload, packet.data)
    elif packet.payload == L16 and len(packet.data) % 2 == 0:
        pcm = _swapped(packet.data)
    else:
        return None
    return Heard(packet.source, packet.sequence, pcm, _squelch(data))


def write(packet: Packet, *, ptt: int | None, squelch: bool = False) -> bytes:
    """`packet.data` is 16 bit little-endian PCM; `ptt` None: without the extension."""
    data = packet.data
    if packet.payload in (PCMU, PCMA):
        data = g711.encode(packet.payload, data)
    elif packet.payload == L16:
        data = _swapped(data)
    plain = pack(packet._replace(data=data))
    if ptt is None:
        return plain
    word = ptt << PTT_SHIFT | SQUELCH * squelch
    return bytes([plain[0] | 0x10]) + plain[1:12] + struct.pack("!HHI", ED137, 1, word) + plain[12:]


def ptt_of(data: bytes) -> int | None:
    word = _word(data)
    return None if word is None else word >> PTT_SHIFT


def _squelch(data: bytes) -> bool | None:
    word = _word(data)
    return None if word is None else bool(word & SQUELCH)


def _word(data: bytes) -> int | None:
    place = 12 + 4 * (data[0] & 0x0F)
    if not data[0] & 0x10 or len(data) < place + 8:
        return None
    profile, words, word = struct.unpack_from("!HHI", data, place)
    return int(word) if profile in (ED137, ED137_FIRST) and words else None


def _swapped(data: bytes) -> bytes:
    """Network order ↔ little-endian; the rest of this package speaks little-endian."""
    samples = array.array("h", data)
    samples.byteswap()
    return samples.tobytes()

"""A-law and µ-law ↔ 16-bit PCM by table (ITU-T G.711). Python's own module for it is gone from 3.13. No Django."""

from __future__ import annotations

import array
import sys

RATE = 8000
FRAME = 160  # samples of 20 ms
SILENCE = bytes(2 * FRAME)


def _ulaw_to_linear(code: int) -> int:
    code = ~code & 0xFF
    value = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return (0x84 - value) if code & 0x80 else (value - 0x84)


def _alaw_to_linear(code: int) -> int:
    code ^= 0x55
    value, segment = (code & 0x0F) << 4, (code & 0x70) >> 4
    value = value + 8 if segment == 0 else (value + 0x108) << (segment - 1)
    return value if code & 0x80 else -value


def _nearest(table: list[int]) -> bytes:
    """For every 16-bit sample the code whose value is nearest."""
    order = sorted(range(256), key=lambda code: table[code])
    codes, place = bytearray(65536), 0
    for sample in range(-32768, 32768):
        while place < 255 and abs(table[order[place + 1]] - sample) <= abs(table[order[place]] - sample):
            place += 1
        codes[sample & 0xFFFF] = order[place]
    return bytes(codes)


ULAW, ALAW = [_ulaw_to_linear(code) for code in range(256)], [_alaw_to_linear(code) for code in range(256)]
_TO_PCM = {0: ULAW, 8: ALAW}
_FROM_PCM: dict[int, bytes] = {}


def decode(payload: int, data: bytes) -> bytes:
    table = _TO_PCM[payload]
    return _little(array.array("h", [table[code] for code in data]))


def encode(payload: int, pcm: bytes) -> bytes:
    table = _FROM_PCM.get(payload) or _FROM_PCM.setdefault(payload, _nearest(_TO_PCM[payload]))
    samples = array.array("H", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return bytes([table[sample] for sample in samples])


def _little(samples: array.array[int]) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()

"""An H.264 recording as ZLMediaKit and wvp hand live pictures over: FLV tags, one frame after the other at the pace they were filmed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

HEADER = b"FLV\x01\x01\x00\x00\x00\x09" + bytes(4)  # video only
VIDEO = 9
KEY_FRAME = 5  # NAL unit type of a picture that needs no other


class Frame(NamedTuple):
    ms: int
    data: bytes  # NAL units, each behind its length, as in the MP4


def inner(data: bytes, *path: bytes) -> bytes:
    """The content of the first box of each name within the one before."""
    for name in path:
        at = 0
        while at + 8 <= len(data):
            length, kind = struct.unpack_from(">I4s", data, at)
            if kind == name:
                data = data[at + 8 : at + length]
                break
            at += length or len(data)
        else:
            raise LookupError(f"no box {name!r}")
    return data


def configuration(mp4: bytes) -> bytes:
    """Profile, level and parameter sets; they stand where the decoder looks for them, deep in the description of the samples."""
    samples = inner(mp4, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
    at = samples.index(b"avcC")
    (length,) = struct.unpack_from(">I", samples, at - 4)
    return samples[at + 4 : at - 4 + length]


def frames(mp4: bytes, per_second: int = 15) -> list[Frame]:
    """In the order of filming; the recorder's own times are left aside."""
    found: list[Frame] = []
    at = 0
    while at + 8 <= len(mp4):
        length, kind = struct.unpack_from(">I4s", mp4, at)
        if kind == b"moof":
            sizes = _sizes(inner(mp4[at : at + length], b"moof", b"traf"))
        elif kind == b"mdat":
            start = at + 8
            for size in sizes:
                found.append(Frame(len(found) * 1000 // per_second, mp4[start : start + size]))
                start += size
        at += length or len(mp4)
    return found


def _sizes(fragment: bytes) -> list[int]:
    """Of each sample in the run, or the default of the track's header."""
    head, run = inner(fragment, b"tfhd"), inner(fragment, b"trun")
    flags, count = int.from_bytes(run[1:4], "big"), int.from_bytes(run[4:8], "big")
    at = 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
    fields = [flag for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag]
    if 0x200 not in fields:
        skip = 8 + 8 * bool(head[3] & 0x1) + 4 * bool(head[3] & 0x2) + 4 * bool(head[3] & 0x8)
        return [int.from_bytes(head[skip : skip + 4], "big")] * count
    place = 4 * fields.index(0x200)
    return [int.from_bytes(run[at + n * 4 * len(fields) + place :][:4], "big") for n in range(count)]


def tags(mp4: bytes) -> Iterator[tuple[int, bytes]]:
    """(ms, bytes to send then), first the header and the decoder's configuration."""
    yield 0, HEADER + _tag(0, b"\x17\x00\x00\x00\x00" + configuration(mp4))
    for frame in frames(mp4):
        kind = b"\x17" if _is_key(frame.data) else b"\x27"
        yield frame.ms, _tag(frame.ms, kind + b"\x01\x00\x00\x00" + frame.data)


def _is_key(data: bytes) -> bool:
    at = 0
    while at + 5 <= len(data):
        if data[at + 4] & 0x1F == KEY_FRAME:
            return True
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return False


def _tag(ms: int, body: bytes) -> bytes:
    head = struct.pack(">B3s3sB3x", VIDEO, len(body).to_bytes(3, "big"), (ms & 0xFFFFFF).to_bytes(3, "big"), ms >> 24)
    return head + body + struct.pack(">I", len(head) + len(body))

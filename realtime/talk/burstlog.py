"""recorder → **burstlog** → evidence: the file of one burst – who, when, and each raw message with the time it came. No Django.

`sha256` starts over the head and goes on over (receive time ‖ message) for each: a message that was changed, left out or put in shows.
The .ogg is derived from it whenever somebody listens.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realtime.talk import frame

MAGIC = b"ECCTALK1"
END = 0xFFFF  # in place of a length: what follows says how it ended

_length = struct.Struct(">I")
_record = struct.Struct(">IH")  # receive time in ms since the floor was given, bytes


class NoLog(ValueError):
    """Not a file of ours, or not even its head was written."""


def head(meta: dict[str, Any]) -> bytes:
    text = json.dumps(meta, ensure_ascii=False, sort_keys=True).encode()
    return MAGIC + _length.pack(len(text)) + text


def first_link(written_head: bytes) -> bytes:
    return hashlib.sha256(written_head).digest()


def record(at_ms: int, data: bytes) -> bytes:
    return _record.pack(at_ms, len(data)) + data


def link(previous: bytes, at_ms: int, data: bytes) -> bytes:
    return hashlib.sha256(previous + struct.pack(">I", at_ms) + data).digest()


def ending(at_ms: int, facts: dict[str, Any]) -> bytes:
    text = json.dumps(facts, sort_keys=True).encode()
    return _record.pack(at_ms, END) + _length.pack(len(text)) + text


@dataclass(frozen=True)
class BurstLog:
    meta: dict[str, Any]
    messages: list[tuple[int, bytes]]
    end: dict[str, Any] | None  # None: the process died meanwhile
    sha256: str
    size: int  # bytes that can be believed; a torn record behind them is left out

    @property
    def packets(self) -> Iterator[tuple[int, bytes]]:
        for _, data in self.messages:
            yield from frame.packets(data)

    @property
    def last_ms(self) -> int:
        return self.messages[-1][0] if self.messages else 0


def read(path: Path) -> BurstLog:
    data = path.read_bytes()
    start = len(MAGIC) + _length.size
    if len(data) < start or not data.startswith(MAGIC):
        raise NoLog(path.name)
    (length,) = _length.unpack_from(data, len(MAGIC))
    place = start + length
    if len(data) < place:
        raise NoLog(path.name)
    meta = json.loads(data[start:place])
    chain, messages, end = first_link(data[:place]), [], None
    while place + _record.size <= len(data):
        at_ms, size = _record.unpack_from(data, place)
        body = place + _record.size
        if size == END:
            if body + _length.size <= len(data):
                (length,) = _length.unpack_from(data, body)
                text = data[body + _length.size : body + _length.size + length]
                if len(text) == length:
                    end, place = json.loads(text) | {"at_ms": at_ms}, body + _length.size + length
            break
        if body + size > len(data):
            break
        message = data[body : body + size]
        messages.append((at_ms, message))
        chain, place = link(chain, at_ms, message), body + size
    return BurstLog(meta, messages, end, chain.hex(), place)

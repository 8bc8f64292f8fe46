"""Bytes that are almost right: the corpus with pieces cut out, turned round, repeated and overwritten. For tests and for `make fuzz`."""

from __future__ import annotations

import contextlib
import json
import random
from typing import Any

from devices import adapters
from devices.adapters.known import Facts
from devices.readings import Source, Undecodable

_EDGES = (0x00, 0x01, 0x7F, 0x80, 0xFF, 0x22, 0x7B, 0x7D, 0x5B, 0x5D, 0x2D, 0x30, 0x39, 0x65)


_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**30, 1e300, -1e300, 0.1, "", "x", "0", "-1e999", "nan", "\x00", "中" * 300, [], {}, [[]],
    [None], {"": 0}, {"type": "Point"}, "2026-02-30T25:61:61Z", "0000-00-00 00:00:00", 1793664930000, 1793664930,
)  # fmt: skip


def odd(payload: bytes, dice: random.Random) -> bytes:
    """Valid JSON whose values are not what one expects; what is no JSON stays."""
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return payload
    places: list[tuple[Any, Any]] = []
    waiting = [told]
    while waiting and len(places) < 500:
        each = waiting.pop()
        if isinstance(each, dict | list):
            places += [(each, key) for key in (each if isinstance(each, dict) else range(len(each)))]
            waiting += each.values() if isinstance(each, dict) else each
    for _ in range(dice.randrange(1, 4)):
        if not places:
            return json.dumps(dice.choice(_ODD)).encode()
        holder, key = dice.choice(places)
        match dice.randrange(5):
            case 0 if isinstance(holder, dict):
                holder.pop(key, None)
            case 1 if isinstance(holder, dict):
                holder[key] = holder.get(dice.choice(list(holder) or [key]))
            case 2 if isinstance(holder, list):
                holder *= dice.randrange(0, 40)
            case _:
                if isinstance(holder, dict) or key < len(holder):
                    holder[key] = dice.choice(_ODD)
    try:
        return json.dumps(told, ensure_ascii=False).encode()[:200_000]
    except (ValueError, RecursionError):  # a holder that came to hold itself
        return payload


def mutated(payload: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """One to six random injuries; now and then no injury, so that memories fill with what is true."""
    frame = bytearray(payload)
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3, 6))):
        size = len(frame)
        place = dice.randrange(size + 1)
        match dice.randrange(8):
            case 0:
                del frame[place:]
            case 1:
                del frame[place : place + dice.randrange(1, 9)]
            case 2:
                frame[place:place] = dice.randbytes(dice.randrange(1, 9))
            case 3 | 4 if size:
                frame[place % size] ^= 1 << dice.randrange(8)
            case 5 if size:
                frame[place % size] = dice.choice(_EDGES)
            case 6:
                other = dice.choice(others)
                cut = dice.randrange(len(other) + 1)
                frame[place:] = other[cut : cut + 600]
            case _:
                frame += frame[place : place + 64] * dice.randrange(1, 4)
    return bytes(frame[:8192])


class Decoders:
    """Frames read in a row, with what is remembered between them, as in the gateway."""

    def __init__(self, facts: Facts | None = None) -> None:
        self.memory: dict[Source, Any] = {}
        self.facts = facts or Facts()

    def read(self, topic: str, payload: bytes, received_ms: int) -> list[Any] | None:
        """None = refused with a reason. Anything else that is raised is a fault of the decoder."""
        with contextlib.suppress(Undecodable):
            route = adapters.route(topic, self.facts)
            memory = self.memory.setdefault(route.source, route.memory)
            readings, replies = adapters.read_frame(route.read, payload, received_ms, False, memory)
            assert isinstance(readings, list)
            assert all(isinstance(reply.payload, bytes) for reply in replies)
            return readings
        return None

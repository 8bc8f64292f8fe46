"""Bytes that are almost right: the corpus with pieces cut out, turned round, repeated and overwritten. For tests and for `make fuzz`."""

from __future__ import annotations

import contextlib
import random
from typing import Any

from devices import adapters
from devices.adapters.known import Facts
from devices.readings import Source, Undecodable

_EDGES = (0x00, 0x01, 0x7F, 0x80, 0xFF, 0x22, 0x7B, 0x7D, 0x5B, 0x5D, 0x2D, 0x30, 0x39, 0x65)


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

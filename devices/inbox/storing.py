"""promise lane → **storing** → inbox table: a batch of messages in one transaction, before any of them is acknowledged."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg

from devices import adapters
from devices.readings import PROMISES, Reading, instant


class Letter(msgspec.Struct):
    """One message as it will be stored. ``terminal`` is None for an unregistered device."""

    adapter: str
    external_id: str
    message_key: str
    terminal: int | None
    topic: str
    payload: bytes
    made: bool
    received_ms: int


_made = msgspec.msgpack.Encoder()
_unmade: msgspec.msgpack.Decoder[Reading | list[Reading]] = msgspec.msgpack.Decoder(Reading | list[Reading])

INSERT = """
INSERT INTO inbox_inbox
    (adapter, external_id, message_key, terminal_id, topic, payload, made, received_at, state, attempts, error)
VALUES (%s, %s, %s, (SELECT id FROM terminals_terminal WHERE id = %s), %s, %s, %s, %s, 'new', 0, '')
ON CONFLICT (adapter, external_id, message_key) DO NOTHING
"""


def letter_of(topic: str, payload: bytes, readings: list[Reading], terminal: int | None) -> Letter | None:
    """The row for a frame; None when nothing in it is a promise."""
    promises = [reading for reading in readings if isinstance(reading, PROMISES)]
    if not promises:
        return None
    first: Any = promises[0]
    key = _key(first)
    # Read with what the gateway remembers (keys, aliases, rows); whoever works it off later has no such memory, so what it said is kept.
    made = adapters.remembers(first.source.adapter)
    return Letter(
        first.source.adapter,
        first.source.external_id,
        _clean(key),
        terminal,
        _clean(topic, 255),
        _made.encode(promises) if made else payload,
        made,
        first.received_ms,
    )


def letter_made(reading: Any, terminal: int | None) -> Letter:
    """A promise found in telemetry (heat under a drone): the reading itself is stored, as no single frame says it."""
    source = reading.source
    return Letter(
        source.adapter,
        source.external_id,
        _clean(_key(reading)),
        terminal,
        f"made:{source.adapter}",
        _made.encode(reading),
        True,
        reading.received_ms,
    )


def _key(reading: Any) -> str:
    return getattr(reading, "message_id", "") or f"answer:{reading.correlation}:{reading.result}"


def unmade(payload: bytes) -> list[Reading]:
    found = _unmade.decode(payload)
    return found if isinstance(found, list) else [found]


def _clean(text: str, limit: int = 128) -> str:
    """PostgreSQL text holds no NUL."""
    return text.replace("\x00", "�")[:limit]


def store(connection: psycopg.Connection[Any], letters: list[Letter]) -> None:
    """All or nothing; the same message again is no second row."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            INSERT,
            [
                (x.adapter, _clean(x.external_id), x.message_key, x.terminal, x.topic, x.payload, x.made, instant(x.received_ms))
                for x in letters
            ],
        )


__all__ = ["Letter", "letter_made", "letter_of", "store", "unmade"]

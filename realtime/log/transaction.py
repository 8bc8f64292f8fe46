"""action → **act** → log: the only way a change of state is made and told.

`with act(actor) as log:` opens one transaction. Nested actions join it and only collect events; the outermost exit sorts the streams by
name, locks them, numbers and inserts the events, and rings the bell after commit. Appending is the transaction's last work, so that the
row lock on a stream's head is short, and sorted, so that two actions never wait for each other in a circle.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from realtime import bus, console
from realtime.log import kinds


class Pending(NamedTuple):
    stream: str
    kind: str
    version: int
    body: str
    area: str | None
    actor: str
    exercise: int | None


class Log:
    """Collects the events of one outermost action."""

    def __init__(self, actor: str, exercise: int | None) -> None:
        self.actor, self.exercise = actor, exercise
        self.pending: list[Pending] = []

    def append(self, stream: str, kind: str, body: dict[str, Any], *, area: str | None = None) -> None:
        """`area` says who may read a new stream; `area:<code>` streams know theirs. Raises on an undeclared kind or a wrong body."""
        version, text = kinds.encode(kind, body)
        if stream.startswith("area:"):
            area = stream[5:]  # whatever the caller says: a lender's board may be told first by somebody else's incident
        self.pending.append(Pending(stream, kind, version, text, area, self.actor, self.exercise))


_current: ContextVar[Log | None] = ContextVar("act", default=None)


class NotInAct(RuntimeError):
    """An event was appended outside `act`."""


def current() -> Log:
    log = _current.get()
    if log is None:
        raise NotInAct("events are appended only inside `with act(actor)`")
    return log


@contextmanager
def act(actor: str, exercise: int | None = None) -> Iterator[Log]:
    """One transaction = one action = its events. `actor` is `user:3`, `terminal:7`, `wall:2`, `rule:x`, `clerk` or `peer:x`."""
    outer = _current.get()
    if outer is not None:
        with _joined(outer, actor, exercise) as log:
            yield log
        return
    # durable: an action inside somebody else's transaction would hold stream heads for longer than its own work
    with transaction.atomic(durable=True):
        log = Log(actor, exercise)
        token = _current.set(log)
        try:
            yield log
        finally:
            _current.reset(token)
        heads = _write(log.pending)
        if heads:
            transaction.on_commit(lambda: console.happened(heads))
            transaction.on_commit(lambda: bus.publish(bus.BELL, json.dumps(heads).encode()))


@contextmanager
def _joined(outer: Log, actor: str, exercise: int | None) -> Iterator[Log]:
    """A failed nested action takes back its rows (savepoint) and its events alike."""
    mark, before = len(outer.pending), (outer.actor, outer.exercise)
    outer.actor, outer.exercise = actor, exercise if exercise is not None else outer.exercise
    try:
        with transaction.atomic():
            yield outer
    except BaseException:
        del outer.pending[mark:]
        raise
    finally:
        outer.actor, outer.exercise = before


def chain(previous: bytes, seq: int, kind: str, at: datetime, actor: str, body: str) -> bytes:
    """The next link of a stream's hash chain."""
    digest = hashlib.sha256(previous)
    for part in (str(seq), kind, at.isoformat(), actor, body):
        digest.update(b"\x00" + part.encode())
    return digest.digest()


def _write(pending: list[Pending]) -> dict[str, int]:
    """Number and insert; returns the new heads. Runs inside the transaction, as its last work."""
    by_stream: defaultdict[str, list[Pending]] = defaultdict(list)
    for event in pending:
        by_stream[event.stream].append(event)
    heads: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name in sorted(by_stream):
            events = by_stream[name]
            cursor.execute(
                "INSERT INTO log_stream (name, area, head, hash) VALUES (%s, %s, 0, '') ON CONFLICT (name) DO NOTHING",
                [name, events[0].area],
            )
            cursor.execute("SELECT head, hash FROM log_stream WHERE name = %s FOR UPDATE", [name])
            head, digest = cursor.fetchone()
            cursor.execute("SELECT clock_timestamp()")  # taken under the head lock, so that time and seq agree
            (at,) = cursor.fetchone()
            rows = []
            for event in events:
                head += 1
                digest = chain(bytes(digest), head, event.kind, at, event.actor, event.body)
                rows.append((name, head, event.kind, event.version, at, event.actor, event.exercise, event.body))
            cursor.executemany(
                "INSERT INTO log_event (stream, seq, kind, v, at, actor, exercise_id, body) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
            cursor.execute("UPDATE log_stream SET head = %s, hash = %s WHERE name = %s", [head, digest, name])
            heads[name] = head
    return heads

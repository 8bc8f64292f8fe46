"""pipeline → **writer** → PostgreSQL: once a second, in one transaction, from a thread and a connection of its own.

A database that restarts costs nothing but time: batches wait, bounded; when the bound is reached the oldest history goes first and is counted.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from devices.readings import Fix, Source, Target, instant
from devices.strangers import Refused, Stranger
from devices.tracks import copying
from devices.tracks.place import OWN, apart
from realtime.database import conninfo

log = logging.getLogger(__name__)

MAX_WAITING = 300_000  # fixes kept while the database is away: 10 minutes of 500 fixes/s, about 100 MB
MAX_ROWS = 5_000  # rows of unknown devices and of quarantine; beyond it known ones are still counted, new ones are not added


class Batch(msgspec.Struct):
    """What came in during one second."""

    history: list[tuple[int, int, Fix, int]] = []
    latest: list[copying.Latest] = []
    flags: list[tuple[int, int]] = []
    targets: list[tuple[int, Target]] = []
    learned: list[tuple[int, dict[str, Any]]] = []
    strangers: dict[Source, Stranger] = {}
    refused: dict[tuple[str, str], Refused] = {}

    def __bool__(self) -> bool:
        return bool(self.history or self.latest or self.flags or self.targets or self.learned or self.strangers or self.refused)


Steps = Sequence[tuple[str, Callable[[psycopg.Connection[Any], Batch], None]]]


class Writer(threading.Thread):
    def __init__(self, conninfo: Callable[[], str], steps: Steps | None = None, name: str = "track-writer") -> None:
        """`steps`: what of a batch it writes; all of it where nothing is said."""
        super().__init__(name=name, daemon=True)
        self.conninfo, self.steps = conninfo, STEPS if steps is None else steps
        self.inbox: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self.waiting: deque[Batch] = deque()
        self.dropped = 0
        self._stopping = threading.Event()
        self._down = False

    def put(self, batch: Batch) -> None:
        self.inbox.put(batch)

    def stop(self, timeout: float = 5.0) -> None:
        """Write what is there, then end."""
        self._stopping.set()
        self.inbox.put(None)
        self.join(timeout)

    def run(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        while True:
            self._collect()
            if self.waiting:
                try:
                    if connection is None:
                        connection = self._connect()
                    while self.waiting:
                        write(connection, self.waiting[0], self.steps)
                        self.waiting.popleft()
                    self._down = False
                except psycopg.OperationalError as error:
                    if not self._down:
                        log.warning("tracks: database away, keeping what comes: %s", str(error).splitlines()[0] if str(error) else error)
                    self._down = True
                    if connection is not None:
                        connection.close()
                    connection = None
            if self._stopping.is_set() and (self._down or not self.waiting):
                if connection is not None:
                    connection.close()
                return

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.conninfo(), autocommit=True)
        connection.execute("SET statement_timeout = '20s'")
        connection.execute("SET synchronous_commit = off")  # a second of positions may go with a crash; promises go through the inbox
        connection.execute(
            "CREATE TEMP TABLE latest_in (subject_id integer, fixed_at timestamptz, received_at timestamptz, lon float8, lat float8,"
            " rank smallint, held_until timestamptz, alt real, speed real, heading real, accuracy real, battery smallint, link smallint, flags smallint, source varchar(20)) ON COMMIT DELETE ROWS"
        )
        return connection

    def _collect(self) -> None:
        """Wait for a batch (a second while something waits for the database), then bound what waits."""
        try:
            batch = self.inbox.get(timeout=1.0)
            if batch is not None and batch:
                self.waiting.append(batch)
        except queue.Empty:
            pass
        total = sum(len(b.history) for b in self.waiting)
        while total > MAX_WAITING and len(self.waiting) > 1:
            total -= len(self.waiting[0].history)
            self.dropped += len(self.waiting[0].history)
            log.error("tracks: %s fixes dropped so far, the database is away for too long", self.dropped)
            self.waiting.popleft()


def write(connection: psycopg.Connection[Any], batch: Batch, steps: Steps | None = None) -> None:
    """All of a batch in one transaction, so that a retry after a lost connection stores nothing twice.

    A step that the database refuses for its content is logged and left out: one bad row must not hold up every later one.
    """
    with connection.transaction():
        for name, step in STEPS if steps is None else steps:
            try:
                with connection.transaction():
                    step(connection, batch)
            except psycopg.OperationalError:
                raise
            except psycopg.Error:
                log.exception("tracks: step %s of a batch was refused", name)


def _history(connection: psycopg.Connection[Any], batch: Batch) -> None:
    if batch.history:
        with connection.cursor().copy(f"COPY tracks_trackpoint ({copying.POINT_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(copying.points(batch.history))


SLOWLY = 0.1  # how much one gap between two fixes counts: ten of them, and the learned interval has followed
_GAP = "extract(epoch FROM excluded.fixed_at - tracks_lastfix.fixed_at)"
_UPSERT_LATEST = f"""
INSERT INTO tracks_lastfix ({copying.LATEST_COLUMNS})
SELECT {", ".join("i." + column.strip() for column in copying.LATEST_COLUMNS.split(","))}
FROM latest_in i JOIN terminals_subject s ON s.id = i.subject_id
ON CONFLICT (subject_id) DO UPDATE SET
    fixed_at = excluded.fixed_at, received_at = excluded.received_at, lon = excluded.lon, lat = excluded.lat, alt = excluded.alt,
    speed = excluded.speed, heading = excluded.heading, accuracy = excluded.accuracy,
    battery = coalesce(excluded.battery, tracks_lastfix.battery), link = excluded.link, flags = excluded.flags, source = excluded.source,
    rank = excluded.rank, held_until = excluded.held_until,
    still_since = CASE WHEN (tracks_lastfix.lon, tracks_lastfix.lat) = (excluded.lon, excluded.lat)
        THEN coalesce(tracks_lastfix.still_since, excluded.received_at) END,
    stuck_at = CASE WHEN (tracks_lastfix.lon, tracks_lastfix.lat) = (excluded.lon, excluded.lat) THEN tracks_lastfix.stuck_at END,
    every_s = CASE WHEN tracks_lastfix.source = excluded.source AND {_GAP} BETWEEN 0.5 AND greatest(600, 3 * coalesce(tracks_lastfix.every_s, 0))
        THEN coalesce(tracks_lastfix.every_s + {SLOWLY} * ({_GAP} - tracks_lastfix.every_s), {_GAP}) ELSE tracks_lastfix.every_s END
WHERE tracks_lastfix.fixed_at <= excluded.fixed_at
"""


def _latest(connection: psycopg.Connection[Any], batch: Batch) -> None:
    if batch.latest:
        with connection.cursor().copy(f"COPY latest_in ({copying.LATEST_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(copying.latest(batch.latest))
        connection.execute(_UPSERT_LATEST)


def _flags(connection: psycopg.Connection[Any], batch: Batch) -> None:
    if batch.flags:
        connection.cursor().executemany(
            "UPDATE tracks_lastfix SET flags = %s WHERE subject_id = %s", [(flags, subject) for subject, flags in batch.flags]
        )
        connection.cursor().executemany(  # for the replay: who was offline when
            "INSERT INTO tracks_flagchange (subject, at, flags) VALUES (%s, clock_timestamp(), %s)", batch.flags
        )


_UPSERT_TARGET = """
INSERT INTO tracks_target (subject_id, at, received_at, lon, lat, alt, distance, temperature)
SELECT id, %s, %s, %s, %s, %s, %s, %s FROM terminals_subject WHERE id = %s
ON CONFLICT (subject_id) DO UPDATE SET at = excluded.at, received_at = excluded.received_at, lon = excluded.lon, lat = excluded.lat,
    alt = excluded.alt, distance = excluded.distance, temperature = excluded.temperature
"""


def _targets(connection: psycopg.Connection[Any], batch: Batch) -> None:
    rows = [
        (instant(t.at_ms or t.received_ms), instant(t.received_ms), t.lon, t.lat, t.alt, t.distance, t.temperature, subject)
        for subject, t in batch.targets
    ]
    if rows:
        connection.cursor().executemany(_UPSERT_TARGET, rows)


def _learned(connection: psycopg.Connection[Any], batch: Batch) -> None:
    rows = [(Jsonb(facts), terminal, Jsonb(facts)) for terminal, facts in batch.learned]
    if rows:
        connection.cursor().executemany("UPDATE terminals_terminal SET meta = meta || %s WHERE id = %s AND NOT meta @> %s", rows)


_UPSERT_STRANGER = f"""
INSERT INTO terminals_unknowndevice (adapter, external_id, topic, sample, frames, hint)
SELECT %s, %s, %s, %s, %s, %s
WHERE (SELECT count(*) FROM terminals_unknowndevice) < {MAX_ROWS}
   OR EXISTS (SELECT 1 FROM terminals_unknowndevice WHERE adapter = %s AND external_id = %s)
ON CONFLICT (adapter, external_id) DO UPDATE SET last_at = clock_timestamp(), frames = terminals_unknowndevice.frames + excluded.frames,
    topic = excluded.topic, sample = excluded.sample, hint = terminals_unknowndevice.hint || excluded.hint
"""


def _strangers(connection: psycopg.Connection[Any], batch: Batch) -> None:
    rows = [
        (s.adapter, s.external_id, met.topic, met.sample, met.frames, Jsonb(met.hint), s.adapter, s.external_id)
        for s, met in sorted(batch.strangers.items(), key=lambda item: (item[0].adapter, item[0].external_id))
    ]
    if rows:
        connection.cursor().executemany(_UPSERT_STRANGER, rows)


_UPSERT_REFUSED = f"""
INSERT INTO inbox_quarantine (topic, reason, first_bytes, count)
SELECT %s, %s, %s, %s
WHERE (SELECT count(*) FROM inbox_quarantine) < {MAX_ROWS} OR EXISTS (SELECT 1 FROM inbox_quarantine WHERE topic = %s AND reason = %s)
ON CONFLICT (topic, reason) DO UPDATE SET last_at = clock_timestamp(), count = inbox_quarantine.count + excluded.count, first_bytes = excluded.first_bytes
"""


def _refused(connection: psycopg.Connection[Any], batch: Batch) -> None:
    rows = [(topic, reason, r.first_bytes, r.count, topic, reason) for (topic, reason), r in sorted(batch.refused.items())]
    if rows:
        connection.cursor().executemany(_UPSERT_REFUSED, rows)


STEPS: Steps = (
    ("history", _history),
    ("latest", _latest),
    ("flags", _flags),
    ("targets", _targets),
    ("learned", _learned),
    ("strangers", _strangers),
    ("refused", _refused),
)


def writers() -> list[Writer]:
    """One; or one for each database, so that neither waits for the other."""
    if not apart():
        return [Writer(conninfo)]
    return [Writer(conninfo, STEPS[1:]), Writer(lambda: conninfo(OWN), STEPS[:1], "history-writer")]

"""Days of the track table: made ahead, dropped whole when too old."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from devices.tracks.place import alias, ensure_table, history

log = logging.getLogger(__name__)

PREFIX = "tracks_trackpoint_"


def ensure_partitions(days_ahead: int = 3) -> list[str]:
    """Make today's partition and the coming ones; called by the worker. Rows that met no partition lie in the default one: theirs are made too.

    In the default partition rows are slow to find and no day of them is ever dropped, so none stays there that has a day.
    """
    ensure_table()
    made = []
    with history().cursor() as cursor:
        cursor.execute("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date")
        today: date = cursor.fetchone()[0]
        existing = set(_days(cursor))
        coming = [today + timedelta(days=n) for n in range(days_ahead + 1)]
        cursor.execute(
            "SELECT DISTINCT (received_at AT TIME ZONE 'UTC')::date FROM tracks_trackpoint_default WHERE received_at < %s",
            [_utc(coming[-1] + timedelta(days=1))],
        )
        strayed = {day for (day,) in cursor.fetchall()}
        for day in sorted({*coming, *strayed} - existing):
            with transaction.atomic(using=alias()):
                # Two workers may meet here.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tracks.partitions'))")
                if day in _days(cursor):
                    continue
                made.append(_make(cursor, day, strayed=day in strayed))
    return made


def _make(cursor: Any, day: date, *, strayed: bool) -> str:
    name, span = f"{PREFIX}{day:%Y%m%d}", (_utc(day), _utc(day + timedelta(days=1)))
    if not strayed:
        cursor.execute(f"CREATE TABLE {name} PARTITION OF tracks_trackpoint FOR VALUES FROM ('{span[0]}') TO ('{span[1]}')")
        return name
    # The gateway's next batch waits for us; it waits for a database that is away just the same.
    cursor.execute("LOCK TABLE tracks_trackpoint_default IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"CREATE TABLE {name} (LIKE tracks_trackpoint INCLUDING DEFAULTS)")
    cursor.execute(
        "WITH moved AS (DELETE FROM tracks_trackpoint_default WHERE received_at >= %s AND received_at < %s RETURNING *)"
        f" INSERT INTO {name} SELECT * FROM moved",
        span,
    )
    log.warning("tracks: %s rows of %s had met no partition; moved out of the default one", cursor.rowcount, day)
    cursor.execute(f"ALTER TABLE tracks_trackpoint ATTACH PARTITION {name} FOR VALUES FROM ('{span[0]}') TO ('{span[1]}')")
    return name


def drop_partitions(keep_days: int) -> list[str]:
    """Drop days older than ``keep_days``; called by the worker."""
    with history().cursor() as cursor:
        cursor.execute("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date")
        limit: date = cursor.fetchone()[0] - timedelta(days=keep_days)
        old = [f"{PREFIX}{day:%Y%m%d}" for day in _days(cursor) if day < limit]
        for name in old:
            cursor.execute(f"DROP TABLE {name}")
    return old


def _utc(day: date) -> str:
    return f"{day.isoformat()} 00:00:00+00"


def _days(cursor: Any) -> list[date]:
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'tracks_trackpoint'::regclass"
    )
    names = [name.removeprefix(PREFIX) for (name,) in cursor.fetchall()]
    return [date(int(n[:4]), int(n[4:6]), int(n[6:])) for n in names if n.isdigit()]

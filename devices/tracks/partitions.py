"""Days of the track table: made ahead, dropped whole when too old."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

PREFIX = "tracks_trackpoint_"


def ensure_partitions(days_ahead: int = 3) -> list[str]:
    """Make today's partition and the coming ones; called by the worker. Rows that met no partition went to the default one.

    A day whose rows already lie in the default partition cannot be attached any more: it stays there, which costs speed and nothing else.
    """
    made = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date")
        today: date = cursor.fetchone()[0]
        existing = set(_days(cursor))
        for day in (today + timedelta(days=n) for n in range(days_ahead + 1)):
            if day in existing:
                continue
            with transaction.atomic():
                # Two workers may meet here.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tracks.partitions'))")
                cursor.execute(
                    "SELECT EXISTS (SELECT 1 FROM tracks_trackpoint_default WHERE received_at >= %s AND received_at < %s)",
                    [_utc(day), _utc(day + timedelta(days=1))],
                )
                if cursor.fetchone()[0]:
                    continue
                name = f"{PREFIX}{day:%Y%m%d}"
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF tracks_trackpoint FOR VALUES FROM ('{_utc(day)}') TO ('{_utc(day + timedelta(days=1))}')"
                )
                made.append(name)
    return made


def drop_partitions(keep_days: int) -> list[str]:
    """Drop days older than ``keep_days``; called by the worker."""
    with connection.cursor() as cursor:
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

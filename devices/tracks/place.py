"""Where the history lies: beside everything else, or in a database of its own behind `TRACKS_URL`. Last positions always stay with the rest."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

log = logging.getLogger(__name__)

MAIN, OWN = "default", "tracks"

# The table as migrations 0002 and 0004 of this app leave it (tests/devices/test_tracks_place.py compares the two)
TABLE = """
CREATE TABLE tracks_trackpoint (
    subject integer NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    alt real, elevation real, speed real, heading real,
    battery smallint, link smallint, accuracy real,
    terminal integer NOT NULL,
    flags smallint NOT NULL DEFAULT 0
) PARTITION BY RANGE (received_at);
CREATE TABLE tracks_trackpoint_default PARTITION OF tracks_trackpoint DEFAULT;
CREATE INDEX tracks_trackpoint_subject_received ON tracks_trackpoint (subject, received_at);
CREATE INDEX tracks_trackpoint_received ON tracks_trackpoint USING brin (received_at);
CREATE INDEX tracks_trackpoint_late ON tracks_trackpoint (subject, fixed_at)
    WHERE (flags & 16) <> 0 OR received_at - fixed_at > interval '30 seconds';
"""


def alias() -> str:
    return OWN if OWN in settings.DATABASES else MAIN


def apart() -> bool:
    """Is the history in a database of its own?"""
    return alias() == OWN


def history() -> BaseDatabaseWrapper:
    """The connection by which it is read and kept."""
    return connections[alias()]


class Router:
    """The one table there; nothing is migrated there, `ensure_table` makes it."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return OWN if model._meta.db_table == "tracks_trackpoint" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == OWN else None


def ensure_table() -> bool:
    """In a database of its own: made by whoever comes first. True: it was made just now."""
    if not apart():
        return False
    with transaction.atomic(using=OWN), history().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tracks.table'))")
        cursor.execute("SELECT to_regclass('tracks_trackpoint')")
        if cursor.fetchone()[0] is not None:
            return False
        cursor.execute(TABLE)
    log.warning("tracks: the table of the history was made in the database of TRACKS_URL")
    return True

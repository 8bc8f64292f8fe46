"""The table that a database of its own gets is the one that the migrations make, and only the history is asked for there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from devices.tracks.models import LastFix, TrackPoint
from devices.tracks.place import MAIN, OWN, TABLE, Router, alias

COLUMNS = (
    "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = %s AND table_name = 'tracks_trackpoint' ORDER BY ordinal_position"
)
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = %s AND tablename = 'tracks_trackpoint' ORDER BY indexname"


def made(schema: str) -> tuple[list[Any], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [schema])
        columns = cursor.fetchall()
        cursor.execute(INDEXES, [schema])
        return columns, [re.sub(rf"\b{schema}\.", "", definition) for (definition,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_table_of_its_own_is_the_one_of_the_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere")
        cursor.execute("SET LOCAL search_path TO elsewhere")
        cursor.execute(TABLE)
        cursor.execute("SET LOCAL search_path TO public")
    columns, indexes = made("elsewhere")
    assert (columns, indexes) == made("public")
    assert {name for name, *_ in columns} == {field.column for field in TrackPoint._meta.concrete_fields}
    assert len(indexes) == 3


def test_only_the_history_is_there_and_nothing_is_migrated_there() -> None:
    router = Router()
    assert router.db_for_read(TrackPoint) == router.db_for_write(TrackPoint) == OWN
    assert router.db_for_read(LastFix) is router.db_for_write(LastFix) is None
    assert router.allow_migrate(OWN, "tracks") is False
    assert router.allow_migrate(MAIN, "tracks") is None
    assert alias() == MAIN, "where nothing is said it lies beside everything else"

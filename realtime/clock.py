"""The one clock: PostgreSQL's. Hosts' clocks differ; what is kept and compared comes from here."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.timezone import localtime


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return at  # type: ignore[no-any-return]


def iso(at: datetime | None) -> str | None:
    """RFC 3339 with the city's offset, as every frame and answer spells instants."""
    return None if at is None else localtime(at).isoformat()

"""Who lives on this database now: for what may be done only while the centre is stopped."""

from __future__ import annotations

from django.db import connection

from realtime.health.parts import FRESH_S


def running() -> list[str]:
    """Names of the processes that have beaten within three beats, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT process FROM health_beat WHERE at > clock_timestamp() - make_interval(secs => %s) ORDER BY 1", [FRESH_S]
        )
        return [process for (process,) in cursor.fetchall()]

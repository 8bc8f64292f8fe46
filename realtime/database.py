"""How threads and event loops outside Django's request cycle reach the same database."""

from __future__ import annotations

from django.conf import settings
from psycopg.conninfo import make_conninfo


def conninfo() -> str:
    """The default database as a libpq connection string, for plain psycopg connections."""
    from django.db import connection  # not at import: the test runner renames the database on the connection only

    given = connection.settings_dict
    return make_conninfo(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        dbname=given["NAME"],
        connect_timeout=3,
        application_name="ecc",
        options=f"-c TimeZone={settings.TIME_ZONE}",
    )

"""How threads and event loops outside Django's request cycle reach the same database."""

from __future__ import annotations

from django.conf import settings
from psycopg.conninfo import make_conninfo

DJANGOS = (
    "pool",
    "isolation_level",
    "server_side_binding",
    "assume_role",
    "service",
    "passfile",
)  # options that are not libpq's, or name a file of Django's


def conninfo(alias: str = "default") -> str:
    """The default database, or another one, as a libpq connection string, for plain psycopg connections."""
    from django.db import connections  # not at import: the test runner renames the database on the connection only

    given = connections[alias].settings_dict
    ours = {key: value for key, value in given["OPTIONS"].items() if key not in DJANGOS}  # target_session_attrs, sslmode, probes
    return make_conninfo(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        dbname=given["NAME"],
        application_name="ecc",
        options=f"-c TimeZone={settings.TIME_ZONE}",
        **ours,
    )

"""Two database roles: the owner migrates and does chores, the application reads and adds but cannot touch what is written.

The application role is named after the owner and its password follows from the owner's, so that nothing more has to be configured.
"""

from __future__ import annotations

import hashlib
import logging

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from realtime.database import conninfo

log = logging.getLogger(__name__)

SUFFIX = "_app"
EVIDENCE = ("log_event",)  # add and read only


def _credentials() -> tuple[str, str]:
    given = connection.settings_dict
    owner = str(given["USER"]).removesuffix(SUFFIX)
    return owner + SUFFIX, hashlib.sha256(f"{given['PASSWORD']}:application".encode()).hexdigest()


def grant_application_role() -> bool:
    """Called by the owner after migrating. False where the owner may not make roles; the centre then runs as the owner."""
    role, password = _credentials()
    name = sql.Identifier(role)
    with psycopg.connect(conninfo(), autocommit=True) as owner:
        try:
            if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            owner.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.DuplicateObject) as error:
            log.warning("application role %s not made: %s", role, error)
            return False
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {}",
            *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {{}}" for table in EVIDENCE),
            # Numbering moves a stream's head and hash; its name, its readers and its being there are not the application's to change
            "REVOKE UPDATE, DELETE, TRUNCATE ON log_stream FROM {}",
            "GRANT UPDATE (head, hash) ON log_stream TO {}",
        ):
            owner.execute(sql.SQL(statement).format(name))
    return True


def become_application() -> None:
    """For processes that hear the outside world: web, gateway, clerk. Stays the owner, and says so, where there is no such role."""
    role, password = _credentials()
    owner = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    connections.close_all()
    _use(role, password)
    try:
        psycopg.connect(conninfo()).close()
    except psycopg.OperationalError as error:
        _use(*owner)
        if "authentication" in str(error) or "does not exist" in str(error):
            log.warning("running as the database's owner %s: there is no role %s (manage.py seed makes it)", owner[0], role)


def _use(user: str, password: str) -> None:
    for place in (settings.DATABASES["default"], connection.settings_dict):
        place["USER"], place["PASSWORD"] = user, password

"""What a backup says of itself: the last member of its archive, and what a check and a restore are held against."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1  # raised when an older program could no longer read what is written
NAME = "manifest.json"
DATABASE = "database.dump"


class Member(BaseModel):
    size: int
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: int = Field(FORMAT, le=FORMAT)
    made_at: str
    city: str
    postgres: int
    epoch: str
    migrations: dict[str, list[str]]
    streams: int
    events: int
    log: str = Field(description="sha256 over name, head and hash of every stream, by name")
    rows: dict[str, int] = Field(description="lines of each table, as the backup saw them")
    members: dict[str, Member] = {}
    left_out: list[str] = Field([], description="files that were gone when their turn came")


def facts(connection: Connection[Any]) -> dict[str, Any]:
    """Of one instant: the caller's transaction is REPEATABLE READ and its snapshot is what is dumped."""
    migrations: dict[str, list[str]] = {}
    for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name"):
        migrations.setdefault(app, []).append(name)
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
    ]
    rows = {name: _one(connection, f'SELECT count(*) FROM "{name}"') for name in tables}
    return {
        "made_at": _one(connection, "SELECT to_char(now(), 'YYYY-MM-DD\"T\"HH24:MI:SSTZH:TZM')"), "city": settings.CITY,
        "postgres": connection.info.server_version, "epoch": str(_one(connection, "SELECT value FROM log_epoch WHERE id = 1")),
        "migrations": migrations, "streams": rows["log_stream"], "events": rows["log_event"], "log": digest_of_log(connection), "rows": rows,
    }  # fmt: skip


def digest_of_log(connection: Connection[Any]) -> str:
    whole = hashlib.sha256()
    for name, head, link in connection.execute('SELECT name, head, hash FROM log_stream ORDER BY name COLLATE "C"'):
        whole.update(f"{name}\0{head}\0{bytes(link).hex()}\n".encode())
    return whole.hexdigest()


def _one(connection: Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]

"""state → **snapshot** → screen: heads first, then the tables, in one REPEATABLE READ transaction (docs/protocol.md §2.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction

from realtime.log.snapshot import epoch, heads


class Table(Protocol):
    def __call__(self, key: str, /) -> dict[str, dict[str, Any]]: ...


_tables: dict[str, dict[str, Table]] = {}
_limits: dict[str, Callable[[], Any]] = {}


def register(scope: str, table: str, load: Table) -> None:
    """`load(key)` gives rows by id for a scope: key is the area prefix, the incident id, the user id."""
    _tables.setdefault(scope, {})[table] = load


def register_limits(name: str, load: Callable[[], Any]) -> None:
    """Numbers by which the screen itself judges age and deadlines, e.g. `freshness`."""
    _limits[name] = load


def table(scope: str, name: str) -> dict[str, dict[str, Any]]:
    """One table as a screen that loads now would get it; empty where this scope has none."""
    kind, _, key = scope.partition(":")
    load = _tables.get(kind, {}).get(name)
    return load(key) if load else {}


def snapshot(scope: str) -> dict[str, Any]:
    """`area:4401`, `incident:7` or `user:3`. The caller has checked that it may be read."""
    kind, _, key = scope.partition(":")
    first = epoch()  # may create the row, so outside the read-only part
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not _nested():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = heads(scope)
        state = {name: load(key) for name, load in _tables.get(kind, {}).items()}
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (at,) = cursor.fetchone()
    return {
        "scope": scope,
        "epoch": first,
        "heads": found,
        "at": at.astimezone().isoformat(),
        "state": state,
        "limits": {name: load() for name, load in _limits.items()},
        "city": settings.CITY,
    }


def measures() -> dict[str, Any]:
    """What screens measure by now, for a board that comes from elsewhere than a snapshot."""
    return {name: load() for name, load in _limits.items()}


def _nested() -> bool:
    """Inside a test's transaction the isolation level can no longer be set."""
    return len(connection.savepoint_ids) > 0

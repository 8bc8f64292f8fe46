"""action → **deadlines** → clerk: set and clear due times inside the action's own transaction, by the database clock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

Handler = Callable[[int], None]  # gets object_id; runs inside the clerk's savepoint, as actor "clerk"
_handlers: dict[str, Handler] = {}


def on_due(kind: str, handler: Handler) -> None:
    """Registered by the owning app in `AppConfig.ready`."""
    _handlers[kind] = handler


def handler_of(kind: str) -> Handler:
    return _handlers[kind]


def set_deadline(kind: str, object_id: int, seconds: float, *, exercise: int | None = None) -> None:
    """Due `seconds` after the database's now; a second call moves it. The clerk is woken at commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clerk_deadline (kind, object_id, due_at, exercise_id, attempts)"
            " VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s), %s, 0)"
            " ON CONFLICT (kind, object_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0",
            [kind, object_id, seconds, exercise],
        )
        cursor.execute("NOTIFY clerk")


def clear_deadline(kind: str, object_id: int) -> None:
    """A row that the clerk has in hand this moment is left to it: whoever clears holds the object, which the handler is about to wait for,
    and the two would wait for each other. Handlers therefore look at their object first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM clerk_deadline WHERE id IN (SELECT id FROM clerk_deadline WHERE kind = %s AND object_id = %s FOR UPDATE SKIP LOCKED)",
            [kind, object_id],
        )

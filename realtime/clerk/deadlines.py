"""action → **deadlines** → clerk: set and clear due times inside the action's own transaction, by the database clock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from realtime.clerk.models import Deadline

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
            "WITH due AS (INSERT INTO clerk_deadline (kind, object_id, due_at, exercise_id, attempts)"
            " SELECT %s, %s, clock_timestamp() + make_interval(secs => %s), %s, 0"
            # what still runs when an exercise ends – a gateway's answer, a crew's last leg – sets nothing for it any more
            " WHERE NOT EXISTS (SELECT 1 FROM exercises_exercise WHERE id = %s AND ended_at IS NOT NULL)"
            " ON CONFLICT (kind, object_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0)"
            " SELECT pg_notify('clerk', '')",  # in one round trip: a press sets hundreds
            [kind, object_id, seconds, exercise, exercise],
        )


def clear_deadline(kind: str, object_id: int) -> None:
    """If the clerk runs it this moment, its handler waits for the object and then sees that nothing is due any more."""
    Deadline.objects.filter(kind=kind, object_id=object_id).delete()

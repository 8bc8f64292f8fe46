"""worker → **sweeping** → hooks: peers whose pulse has stopped are gone, whichever process they were connected to."""

from __future__ import annotations

from django.db import connection
from django.db.models.functions import Now

from realtime.log import act
from realtime.rooms.hooks import tell_gone
from realtime.rooms.models import Ticket
from realtime.rooms.protocol import VANISHED_S


def sweep_rooms() -> int:
    """Chore. One transaction each, so that one owner's failure keeps nobody else in a room."""
    gone = 0
    while True:
        with act("clerk"):
            found = _next()
            if found is None:
                return gone
            tell_gone(*found)
        gone += 1


def _next() -> tuple[str, int, bool] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM rooms_peer WHERE id = (SELECT id FROM rooms_peer WHERE bye OR seen_at < clock_timestamp() - make_interval(secs => %s)"
            " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING room, peer, bye",
            [VANISHED_S],
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def forget_tickets() -> int:
    """Chore, daily."""
    return Ticket.objects.filter(expires_at__lt=Now()).delete()[0]

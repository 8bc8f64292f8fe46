"""action → **entering** → ticket: lets a peer into a room, and everybody out of it. Called inside the owner's own transaction."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from realtime import bus
from realtime.accounts.tokens import digest
from realtime.rooms.models import Peer, Ticket

TICKET_S = 30  # as for the screen's socket
CHANNEL = "ecc:rtc"


def enter_room(*, room: str, peer: int, actor: str, session: str, name: str, listen_only: bool = False) -> str:
    """A one-time secret for the socket. From now on the peer is missed when its socket does not beat."""
    secret = secrets.token_urlsafe(32)
    Ticket.objects.create(
        digest=digest(secret), room=room, peer=peer, actor=actor, session=session, name=name, listen_only=listen_only,
        expires_at=Now() + timedelta(seconds=TICKET_S),
    )  # fmt: skip
    Peer.objects.update_or_create(room=room, peer=peer, defaults={"seen_at": Now(), "bye": False})
    return secret


def leave_room(*, room: str, peer: int) -> None:
    """The owner has shown it out, or knows that it went: nobody misses it, and its socket is closed."""
    Ticket.objects.filter(room=room, peer=peer, used_at=None).delete()
    Peer.objects.filter(room=room, peer=peer).delete()
    _tell(room, {"close": peer})


def close_room(*, room: str) -> None:
    Ticket.objects.filter(room=room, used_at=None).delete()
    Peer.objects.filter(room=room).delete()
    _tell(room, {"close": 0})


def _tell(room: str, said: dict[str, Any]) -> None:
    """A lost word costs seconds: a socket whose row is gone closes itself at its next beat."""
    text = json.dumps({"room": room, **said}).encode()
    transaction.on_commit(lambda: bus.publish(CHANNEL, text))

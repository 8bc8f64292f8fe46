"""api → **tickets** → voice: one connection's rights, handed out once and kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models.functions import Now

from realtime.accounts.may import Caller
from realtime.talk.models import Ticket
from realtime.talk.rows import Seat

TICKET_S = 30  # long enough for a slow phone to open its socket, too short to be worth stealing


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(caller: Caller, seats: list[Seat]) -> str:
    secret = secrets.token_urlsafe(32)
    Ticket.objects.create(
        digest=digest(secret), actor=caller.actor, name=caller.name[:60], session=caller.session, scopes=caller.scopes, groups=list(seats),
        expires_at=Now() + timedelta(seconds=TICKET_S),
    )  # fmt: skip
    return secret

"""Secrets handed out once and kept only as digests: wall and terminal tokens, socket tickets."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from realtime import bus
from realtime.accounts.may import Caller
from realtime.accounts.models import Ticket, Token

TICKET_S = 30  # long enough for a slow phone to open its socket, too short to be worth stealing


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(*, actor: str, kind: str, name: str, area: str) -> tuple[Token, str]:
    """(row, secret). The secret is shown once."""
    secret = secrets.token_urlsafe(32)
    return Token.objects.create(kind=kind, name=name, area=area, digest=digest(secret), created_by=actor), secret


def revoke_token(*, actor: str, token: Token) -> None:
    """Its sockets close at once."""
    Token.objects.filter(pk=token.pk).update(revoked_at=Now())
    tell_revoked(token.actor)


def token_of(secret: str) -> Token | None:
    return Token.objects.filter(digest=digest(secret), revoked_at=None).first()


def issue_ticket(caller: Caller) -> str:
    secret = secrets.token_urlsafe(32)
    Ticket.objects.create(
        digest=digest(secret),
        actor=caller.actor,
        session=caller.session,
        scopes=caller.scopes,
        expires_at=Now() + timedelta(seconds=TICKET_S),
    )
    return secret


def tell_revoked(actor: str, session: str = "") -> None:
    """Hubs close this actor's sockets (only one session's, if given). Also found within 60 s when the bell is lost.

    Told after the commit: a hub that looks earlier still finds the old rights and keeps the socket.
    """
    transaction.on_commit(lambda: bus.publish(bus.REVOKED, f"{actor} {session}".strip().encode()))

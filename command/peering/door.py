"""request → **door** → endpoint: a platform shows that it holds one of its keys, now, and for the first time. No session, no cookie, no CSRF."""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from ninja.security.base import AuthBase

from command.peering import keys
from command.peering.models import Nonce, Peer
from command.peering.signing import HEADERS, why_not
from realtime import clock
from realtime.accounts.may import Caller
from realtime.api import caller
from realtime.codes import Problem
from realtime.rules.models import rule

log = logging.getLogger(__name__)


class PeerSignature(AuthBase):
    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "X-ECC-Signature"

    def __call__(self, request: HttpRequest) -> Caller:
        given = {name: request.headers.get(f"X-ECC-{name}", "") for name in HEADERS}
        peer = Peer.objects.filter(code=given["Peer"], active=True).first()
        key = keys.valid(peer).filter(name=given["Key"]).first() if peer else None
        why = why_not(
            secret=keys.secret_of(key) if key else "", given=given, now=clock.now().timestamp(), window_s=float(rule("peering.clock_s")),
            method=str(request.method), path=request.path, body=request.body,
        )  # fmt: skip
        if peer is None or key is None or why:
            log.warning("exchange: %r with key %r refused: %s", given["Peer"][:30], given["Key"][:20], why or "unknown")
            raise Problem("signature", f"签名没有通过:{why}。" if key else "签名没有通过:本方没有这个平台或这个密钥,或已停用。")
        try:
            with transaction.atomic():
                Nonce.objects.create(peer=peer, nonce=given["Nonce"])
        except IntegrityError:
            log.warning("exchange: %s sent a nonce again", peer.code)
            raise Problem("signature", "这个随机数已经用过。重发时请用新的随机数和时间重新签名。") from None
        keys.seen(key)
        Peer.objects.filter(pk=peer.pk).update(heard_at=Now())
        return Caller(peer.actor, peer.name)


by_peer = PeerSignature()


def peer_of(request: HttpRequest) -> Peer:
    """Who came through this door."""
    return Peer.objects.get(code=caller(request).actor.removeprefix("peer:platform-"))

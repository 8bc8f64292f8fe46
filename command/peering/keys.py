"""Verbs on a peer's keys: make one, enter theirs, end one. Two are valid while one takes the other's place, so that nobody has to be quick.

Who makes a key carries it to the other side; who enters it signs with it from then on. The maker begins to sign with it when it has seen it
used, and the older one is ended when both do.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from command.peering.models import Key, Peer
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.sealing import seal, unseal

PURPOSE = "peering.key"
SHORTEST = 32  # characters of a secret
VALID = 2
MINUTE = timedelta(minutes=1)  # how exactly it is known when a key was used


def make_key(*, actor: str, peer_id: int) -> tuple[Key, str]:
    """(key, its secret, shown this once)."""
    with act(actor):
        peer = locked(peer_id)
        name = f"k{Key.objects.filter(peer=peer).count() + 1}-{secrets.token_hex(2)}"
        secret = secrets.token_urlsafe(32)
        return _keep(actor, peer, name, secret, proven=False, verb="made"), secret


def enter_key(*, actor: str, peer_id: int, name: str, secret: str) -> Key:
    """Made by the other side: it has it already."""
    if len(secret) < SHORTEST:
        raise Problem("invalid", f"密钥不短于 {SHORTEST} 个字符,请完整粘贴对方给出的密钥。", where=["secret"])
    with act(actor):
        peer = locked(peer_id)
        if Key.objects.filter(peer=peer, name=name).exists():
            raise Problem("exists", "这个密钥编号已经登记过。", where=["name"])
        return _keep(actor, peer, name, secret, proven=True, verb="entered")


def end_key(*, actor: str, key_id: int) -> Key:
    with act(actor) as log:
        key = Key.objects.select_for_update(of=("self",)).select_related("peer").filter(pk=key_id).first()
        if key is None:
            raise Problem("not_found", "没有这个密钥。")
        if key.ended_at is None:
            key.ended_at, key.sealed = clock.now(), ""
            key.save(update_fields=["ended_at", "sealed"])
            log.append(
                f"exchange:{settings.CITY}", "peer_key.ended", {"id": key.pk, "peer": key.peer_id, "key": key.name}, area=settings.CITY
            )
    return key


def _keep(actor: str, peer: Peer, name: str, secret: str, *, proven: bool, verb: str) -> Key:
    with act(actor) as log:
        if valid(peer).count() >= VALID:
            raise Problem("conflict", "已有两个有效密钥。请先停用旧的,再换新的。")
        key = Key.objects.create(peer=peer, name=name, sealed=seal(secret, PURPOSE), proven=proven)
        key.refresh_from_db()
        Peer.objects.filter(pk=peer.pk).update(next_at=clock.now(), hello_at=clock.now())
        log.append(f"exchange:{settings.CITY}", f"peer_key.{verb}", {"id": key.pk, "peer": peer.pk, "key": name}, area=settings.CITY)
    return key


def locked(peer_id: int) -> Peer:
    peer = Peer.objects.select_for_update().filter(pk=peer_id).first()
    if peer is None:
        raise Problem("not_found", "没有这个对接平台。")
    return peer


def valid(peer: Peer) -> QuerySet[Key]:
    return Key.objects.filter(peer=peer, ended_at=None)


def signing_key(peer: Peer) -> Key | None:
    """The newest the peer is known to have; before anything is known, the newest."""
    return valid(peer).filter(proven=True).order_by("-id").first() or valid(peer).order_by("-id").first()


def secret_of(key: Key) -> str:
    return unseal(key.sealed, PURPOSE)


def seen(key: Key) -> None:
    """The peer has signed with it."""
    stale = Q(used_at=None) | Q(used_at__lt=clock.now() - MINUTE) | Q(proven=False)
    Key.objects.filter(stale, pk=key.pk).update(proven=True, used_at=clock.now())

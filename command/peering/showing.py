"""Links, messages and what came over them, for who looks after them."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Exists, Min, OuterRef, Q

from command.agreements.loans import shown
from command.peering import lending, words
from command.peering.actions import ANSWERS
from command.peering.messages import FAILED, REFUSED, WAITING, Incoming, Item, Outgoing
from command.peering.models import Directive, Peer
from command.peering.rows import PeerItemWhole, PeerLine, PeerMessageRow, PeerWhole
from realtime.clock import iso
from realtime.codes import Problem

MOST = 100


def found(peer_id: int) -> Peer:
    one = Peer.objects.prefetch_related("keys", "shares").filter(pk=peer_id).first()
    if one is None:
        raise Problem("not_found", "没有这个对接平台。")
    return one


def lines() -> list[PeerLine]:
    """Every link with what waits and what went wrong, in three reads. A refusal counts until a newer word on its subject."""
    newer = Outgoing.objects.filter(
        peer=OuterRef("peer"), kind=OuterRef("kind"), subject=OuterRef("subject"), revision__gt=OuterRef("revision")
    )
    out: dict[int, dict[str, Any]] = {
        int(row["peer"]): cast("dict[str, Any]", row)
        for row in Outgoing.objects.filter(state__in=(WAITING, REFUSED)).exclude(Exists(newer)).values("peer").annotate(
            waiting=Count("pk", filter=Q(state=WAITING)), since=Min("made_at", filter=Q(state=WAITING)), refused=Count("pk", filter=Q(state=REFUSED))
        )
    }  # fmt: skip
    failed: dict[int, int] = dict(Incoming.objects.filter(state=FAILED).values_list("peer").annotate(n=Count("pk")))
    return [
        cast("PeerLine", {
            **one.row(), "error": one.error, "versions": list(one.versions), "skew_s": one.skew_s, "ok_at": iso(one.ok_at),
            "heard_at": iso(one.heard_at), "next_at": iso(one.next_at), "waiting": out.get(one.pk, {}).get("waiting", 0),
            "waiting_since": iso(out.get(one.pk, {}).get("since")), "refused": out.get(one.pk, {}).get("refused", 0), "failed_in": failed.get(one.pk, 0),
        })
        for one in Peer.objects.all()
    ]  # fmt: skip


def whole(peer_id: int) -> PeerWhole:
    peer = found(peer_id)
    line = next(one for one in lines() if one["id"] == peer.pk)
    return cast("PeerWhole", {
        **line, "known_as": peer.known_as, "url": peer.url, "keys": [key.row() for key in peer.keys.all()],
        "shares": [share.row() for share in peer.shares.all()], "may_share": list(words.SHARED_WITH[peer.level]),
    })  # fmt: skip


def messages_of(peer: Peer, *, wrong: bool) -> list[PeerMessageRow]:
    """The newest of both directions; `wrong`: only what waits or failed."""
    out, into = Outgoing.objects.filter(peer=peer), Incoming.objects.filter(peer=peer)
    if wrong:
        out, into = out.filter(state__in=(WAITING, REFUSED)), into.filter(state__in=("new", REFUSED, FAILED))
    rows = [one.row() for one in out[:MOST]] + [one.row() for one in into[:MOST]]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:MOST]


def item_found(item_id: int) -> Item:
    one = Item.objects.select_related("peer", "incident").filter(pk=item_id).first()
    if one is None:
        raise Problem("not_found", "没有这件来文。")
    return one


def item_whole(item_id: int) -> PeerItemWhole:
    """With who was directed about it, and what may still be answered."""
    one = item_found(item_id)
    may = [
        state
        for state in ANSWERS.get(one.kind, ())
        if not one.over and (one.answered is None or (one.answered, state) == ("received", "returned"))
    ]
    about = Directive.objects.filter(peer=one.peer, incident=one.subject) if one.kind == words.INCIDENT else Directive.objects.none()
    return cast("PeerItemWhole", {
        **one.row(), "body": one.body, "answer": one.answer, "incident_number": one.incident.number if one.incident else None, "answers": may, "lent": shown(lending.standing(one)),
        "directives": list(about.order_by("pk").values_list("instruction", flat=True)),
    })  # fmt: skip

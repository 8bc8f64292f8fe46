"""Verbs on platforms: enter one, change it, say what it is told, try the link, tell it all again; and on what they told us: answer, direct, adopt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings

from command.instructions.actions import give_instruction
from command.peering import words
from command.peering.keys import locked
from command.peering.messages import REFUSED, WAITING, Item, Outgoing
from command.peering.models import Directive, Peer, Share
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log, act

ANSWERS: dict[str, tuple[str, ...]] = {words.REPORT: ("received", "returned"), words.SUPPORT: ("granted", "refused")}
WITH_REASON = ("returned", "refused")


def add_peer(*, actor: str, code: str, name: str, level: str, area: str, known_as: str, url: str = "") -> Peer:
    """Shares what its level usually gets; keys come next."""
    with act(actor) as log:
        if Peer.objects.filter(code=code).exists():
            raise Problem("exists", f"代码 {code} 已用于另一个平台。", where=["code"])
        _check(level, area)
        peer = Peer.objects.create(code=code, name=name.strip(), level=level, area=area, known_as=known_as, url=url.strip(), by=actor)
        Share.objects.bulk_create([Share(peer=peer, kind=kind) for kind in words.SHARED_WITH[level] if level == words.ABOVE])
        peer.refresh_from_db()
        tell(log, [peer.stream], "peer.added", None, peer.row(), area=settings.CITY)
    return peer


def change_peer(*, actor: str, peer_id: int, name: str, area: str, known_as: str, url: str, active: bool) -> Peer:
    """Its level stays: another level is another peer."""
    with act(actor) as log:
        peer = locked(peer_id)
        before, now = peer.row(), clock.now()
        _check(peer.level, area)
        peer.name, peer.area, peer.known_as, peer.url, peer.active = name.strip(), area, known_as, url.strip(), active
        peer.next_at = peer.hello_at = now
        peer.whole_at = None
        peer.save()
        tell(log, [peer.stream], "peer.changed", before, peer.row(), area=settings.CITY)
    return peer


def _check(level: str, area: str) -> None:
    if level == words.BELOW and (not area.startswith(settings.CITY) or area == "") and area[:4] != settings.CITY[:4]:
        raise Problem("invalid", f"下级平台的区划须在本级({settings.CITY})之内。", where=["area"])


def share_with(*, actor: str, peer_id: int, shares: Sequence[dict[str, Any]]) -> Peer:
    """The whole list; what is not on it is shared no more, and the peer is told so. Phones only for a reason."""
    with act(actor) as log:
        peer = locked(peer_id)
        before = peer.row()
        for number, one in enumerate(shares):
            if one["kind"] not in words.SHARED_WITH[peer.level]:
                raise Problem(
                    "invalid", f"不向{peer.get_level_display()}平台共享{words.KIND_NAMES[one['kind']]}。", where=[f"shares.{number}.kind"]
                )
            if one["phones"] and not one["why"].strip():
                raise Problem("invalid", "共享电话号码须写明理由。", where=[f"shares.{number}.why"])
        if len({one["kind"] for one in shares}) < len(shares):
            raise Problem("invalid", "同一类别只写一行。", where=["shares"])
        Share.objects.filter(peer=peer).delete()
        Share.objects.bulk_create([Share(peer=peer, **one) for one in shares])
        peer.whole_at = None  # held against what it was told, at the next turn
        peer.save(update_fields=["whole_at"])
        tell(log, [peer.stream], "peer.changed", before, peer.row(), area=settings.CITY)
    return peer


def try_peer(*, actor: str, peer_id: int) -> Peer:
    """试通: the worker calls it now; how it went stands at the link."""
    with act(actor):
        peer = locked(peer_id)
        if not peer.url:
            raise Problem("invalid", "没有填写对方地址,只能等对方联络本方。", where=["url"])
        peer.hello_at = peer.next_at = clock.now()
        peer.save(update_fields=["hello_at", "next_at"])
    return peer


def tell_again(*, actor: str, peer_id: int) -> int:
    """What it refused goes once more – the reason may be mended by now – and everything shared is held against what it was told."""
    with act(actor):
        peer = locked(peer_id)
        newest: dict[tuple[str, str], int] = {}
        for kind, subject, pk in Outgoing.objects.filter(peer=peer).order_by("pk").values_list("kind", "subject", "pk"):
            newest[kind, subject] = pk
        again = Outgoing.objects.filter(peer=peer, state=REFUSED, pk__in=list(newest.values()))
        count = again.update(state=WAITING, error="", next_at=clock.now())
        peer.whole_at, peer.next_at = None, clock.now()
        peer.save(update_fields=["whole_at", "next_at"])
    return count


def answer_item(*, actor: str, name: str, item_id: int, state: str, text: str = "") -> Item:
    """签收, 退回 of a report; 同意, 不能支援 of a request: said to whom it came from."""
    with on_item(actor, item_id) as (log, item):
        if state not in ANSWERS.get(item.kind, ()):
            raise Problem("invalid", "这类来文不能这样答复。", where=["state"])
        if item.over:
            raise Problem("wrong_state", "对方已撤回,不需答复。")
        if item.answered and not (item.answered == "received" and state == "returned"):
            raise Problem("wrong_state", "已经答复过。对方更新后可以再答复。")
        if state in WITH_REASON and not text.strip():
            raise Problem("invalid", "请写明原因。", where=["text"])
        before = item.row()
        item.answer = {"state": state, "name": name, "text": text.strip(), "at": iso(clock.now())}
        item.answered_revision = item.revision
        item.save(update_fields=["answer", "answered_revision"])
        tell(log, [item.stream], "peer_item.answered", before, item.row(), area=item.area)
    return item


def adopt_item(*, actor: str, item_id: int) -> Incident:
    """转为本级事件: ours beside theirs, each with its number. Pressed again it is the one there is."""
    with on_item(actor, item_id) as (log, item):
        if item.kind != words.INCIDENT:
            raise Problem("invalid", "只有对方的事件可以转为本级事件。")
        if item.incident is not None:
            return item.incident
        body, before = item.body, item.row()
        if body.get("lon") is None or body.get("lat") is None:
            raise Problem("invalid", "对方没有给出位置,请先电话核实后自行立案。", where=["lon"])
        item.incident = open_incident(
            actor=actor, type=str(body.get("type", "")), lon=float(body["lon"]), lat=float(body["lat"]), area=item.area,
            place=str(body.get("place", ""))[:120], text=f"{item.peer.name} {item.number}:{body.get('text', '')}"[:4000], exercise=item.exercise_id,
        )  # fmt: skip
        item.save(update_fields=["incident"])
        tell(log, [item.stream], "peer_item.adopted", before, item.row(), area=item.area)
    return item.incident


def direct_peer(
    *, actor: str, name: str, peer_id: int, text: str, leader_name: str, leader_title: str = "", channel: str = "app", read_back_ok: bool = False,
    due_at: datetime | None = None, item_id: int | None = None, exercise: int | None = None,
) -> Directive:  # fmt: skip
    """An instruction to a platform below: ours, with its clock, and theirs to carry out; its answers come back to it."""
    peer = Peer.objects.filter(pk=peer_id).first()
    if peer is None:
        raise Problem("not_found", "没有这个对接平台。")
    if peer.level != words.BELOW:
        raise Problem("invalid", f"{peer.name}不是下级平台,不能下达指令。", where=["peer"])
    item = Item.objects.filter(pk=item_id, peer=peer).first() if item_id is not None else None
    if item_id is not None and item is None:
        raise Problem("not_found", "没有这件来文。", where=["item"])
    with act(actor, item.exercise_id if item else exercise):
        given = give_instruction(
            actor=actor, name=name, leader_name=leader_name, leader_title=leader_title, channel=channel, text=text, read_back_ok=read_back_ok,
            area=item.area if item else _here(peer), incident_id=item.incident_id if item else None, offices=[peer.name], due_at=due_at,
            exercise=item.exercise_id if item else exercise,
        )  # fmt: skip
        subject = item.subject if item and item.kind == words.INCIDENT else ""
        return Directive.objects.create(peer=peer, instruction=given, incident=subject)


def _here(peer: Peer) -> str:
    return peer.area if peer.area.startswith(settings.CITY) else settings.CITY


@contextmanager
def on_item(actor: str, item_id: int) -> Iterator[tuple[Log, Item]]:
    held = Item.objects.filter(pk=item_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这件来文。")
    with act(actor, held[0]) as log:
        yield log, Item.objects.select_for_update(of=("self",)).select_related("peer").get(pk=item_id)

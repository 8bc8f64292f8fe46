"""the peer's door → **taking** → rows: stored, answered, worked on – each message once, and of one subject never an older word over a newer.

A message that fails costs no other: it is tried again by the worker, and after some tries an officer is told.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from command.peering import words
from command.peering.envelope import MAJORS, VERSION, canonical, major_of
from command.peering.handling import HANDLERS, Heard
from command.peering.messages import ACCEPTED, FAILED, NEW, OLDER, REFUSED, Incoming, Item
from command.peering.models import Nonce, Peer
from command.peering.rows import ExchangeReceipt
from dispatch.alarms.system import system_alarm
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import Log, act
from realtime.rules.models import rule

log = logging.getLogger(__name__)

CLERK = "clerk"
TRIES = 5


class Letter(NamedTuple):
    """An envelope that could be read."""

    message: UUID
    version: str
    sender: str
    kind: str
    subject: str
    revision: int
    area: str
    made_at: datetime
    drill: bool
    envelope: dict[str, Any]


def understood(version: str) -> None:
    """Raises the refusal that names what is understood."""
    if major_of(version) not in MAJORS:
        raise Problem(
            "exchange_version", f"本方支持 {VERSION},不支持 {version[:40] or '未写明的版本'}。请按双方共有的大版本发送。", where=[VERSION]
        )


def take(*, peer: Peer, letter: Letter) -> ExchangeReceipt:
    """Stored first, whatever it is; then worked on at once, so that most senders have the outcome with the answer."""
    understood(letter.version)
    if letter.sender != peer.code:
        raise Problem("invalid", f"报文署名 {letter.sender},密钥属于 {peer.code}。", where=["from"])
    digest = hashlib.sha256(canonical(letter.envelope).encode()).hexdigest()
    with transaction.atomic():
        row, made = Incoming.objects.get_or_create(
            peer=peer, message=letter.message,
            defaults={
                "digest": digest, "kind": letter.kind, "subject": letter.subject, "revision": letter.revision, "envelope": letter.envelope,
                "drill": letter.drill,
            },
        )  # fmt: skip
    if row.digest != digest:
        raise Problem("key_reused", "同一报文编号,内容不同。")
    if row.state == NEW:
        work(row.pk)
        row.refresh_from_db()
    return receipt_of(row, repeated=not made)


def receipt_of(row: Incoming, *, repeated: bool) -> ExchangeReceipt:
    state = {NEW: "received", FAILED: "received"}.get(row.state, row.state)
    reason = row.reason if row.state != NEW else ""
    held = Item.objects.filter(peer=row.peer_id, kind=row.kind, subject=row.subject).values_list("revision", flat=True).first()
    return cast("ExchangeReceipt", {"id": str(row.message), "state": state, "reason": reason, "repeated": repeated, "revision": held or 0})


def work_waiting() -> int:
    """The worker's: what the request that brought it could not finish."""
    return sum(work(pk) for pk in Incoming.objects.filter(state=NEW).order_by("pk").values_list("pk", flat=True)[:200])


def work(pk: int) -> bool:
    """One, by whoever comes first. False: somebody else has it in hand, or had."""
    with act(CLERK):
        row = Incoming.objects.select_for_update(skip_locked=True, of=("self",)).select_related("peer").filter(pk=pk, state=NEW).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                row.state, row.reason = _work(row), ""
        except Problem as refused:
            row.state, row.reason = REFUSED, refused.detail[:300]
        except Exception as error:  # whatever it is: the next one is somebody else's
            log.exception("exchange: %s of %s", row.kind, row.peer.code)
            row.state, row.reason = (FAILED if row.tries + 1 >= TRIES else NEW), f"{type(error).__name__}: {error}"[:300]
        row.tries, row.handled_at = row.tries + 1, clock.now() if row.state != NEW else None
        row.save(update_fields=["state", "reason", "tries", "handled_at"])
        if row.state == FAILED:
            system_alarm("exchange-failed", row.pk, f"{row.peer.name}发来的报文未能处理:{row.reason[:120]}。请联系系统管理员。")
    return True


def _work(row: Incoming) -> str:
    peer, kind, said = row.peer, row.kind, row.envelope
    if kind not in words.SHAPES:
        raise Problem("invalid", f"本方({VERSION})没有“{kind}”类报文,已留存,未处理。")
    if kind not in words.TAKEN_FROM[peer.level]:
        raise Problem("forbidden", f"{peer.get_level_display()}平台不能向本方发送{words.KIND_NAMES[kind]}。")
    if wrong := words.wrong_in(kind, row.body):
        raise Problem("invalid", f"报文内容有误:{wrong}")
    area = _ours(peer, str(said["area"]), kind)
    exercise = _exercise() if row.drill else None
    with act(peer.actor, exercise) as log:
        item, made = Item.objects.select_for_update(of=("self",)).select_related("peer").get_or_create(
            peer=peer, kind=kind, subject=row.subject, defaults={"area": area, "made_at": said["made_at"], "exercise_id": exercise, "archived": True}
        )  # fmt: skip
        if row.revision <= item.revision:
            return OLDER
        before = None if item.archived or made else item.row()
        old = item.stream
        item.revision, item.body, item.made_at, item.changed_at = row.revision, row.body, _at(said["made_at"]), clock.now()
        item.drill = row.drill
        if not row.body.get("gone"):
            item.area = area
        HANDLERS[kind](Heard(log, peer, item, row.body))
        item.archived = kind == words.ANSWER  # an answer has done its work; it stays as the count of revisions
        item.save()
        item.refresh_from_db()
        item = Item.objects.select_related("peer").get(pk=item.pk)
        if not item.archived:
            _tell(log, item, before, old)
    return ACCEPTED


def _tell(log: Log, item: Item, before: Any, old: str) -> None:
    row = item.row()
    if before is not None and old != item.stream:
        log.append(old, "peer_item.left", {"id": item.pk, "area": before["area"]})
        before = None
    tell(log, [item.stream], "peer_item.taken" if before is None else "peer_item.changed", before, row, area=item.area)


def _ours(peer: Peer, area: str, kind: str) -> str:
    """Where it stands with us: the place it names, or the whole of ours when it names more."""
    if not area.isdigit():
        raise Problem("invalid", "area 须为区划代码。", where=["area"])
    if peer.level != words.ABOVE and kind not in (words.ANSWER, words.WARNING) and not area.startswith(peer.area):
        raise Problem("forbidden", f"区划 {area} 不在{peer.name}的范围({peer.area})内。", where=["area"])
    if peer.level == words.ABOVE and kind == words.INSTRUCTION and not (area.startswith(settings.CITY) or settings.CITY.startswith(area)):
        raise Problem("forbidden", f"区划 {area} 不在本级范围({settings.CITY})内。", where=["area"])
    known = [code for code in (area, area[:9], area[:6]) if code.startswith(settings.CITY)]
    found = set(Area.objects.filter(code__in=known).values_list("code", flat=True))
    return next((code for code in known if code in found), settings.CITY)


def _exercise() -> int:
    going = Exercise.objects.filter(ended_at=None, kind=Exercise.LIVE).order_by("-id").values_list("pk", flat=True).first()
    if going is None:
        raise Problem("exercise", "演练报文,本级当前没有进行中的实战演练。")
    return int(going)


def _at(said: str) -> datetime:
    return datetime.fromisoformat(said)


def forget_nonces() -> int:
    """The worker's: those a signature's time refuses by now."""
    before = clock.now() - timedelta(seconds=3 * float(rule("peering.clock_s")))
    return Nonce.objects.filter(at__lt=before).delete()[0]

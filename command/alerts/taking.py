"""document → **taking** → warning: each once, linked to what it updates or cancels; what cannot be used is kept with its reason.

A document never breaks the wire that brought it: whatever is in it, the answer is a row that says what became of it.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from command.alerts.answering import watch_answer
from command.alerts.cap.document import read_document
from command.alerts.cap.message import ACTUAL, EXERCISE, Info, Message, Refused
from command.alerts.chains import end_before, watch_end
from command.alerts.covering import areas_of
from command.alerts.meaning import colour_of, hazard_of, polygons_of
from command.alerts.models import IN, Alert, Document, Scheme
from command.alerts.states import ALERT, CANCEL, PUBLISHED, UPDATE
from devices.feeds.models import Feed
from dispatch.alarms.system import system_alarm
from dispatch.telling import tell
from realtime import clock
from realtime.exercises.models import Exercise
from realtime.log import act

KIND_OF = {"Alert": ALERT, "Update": UPDATE, "Cancel": CANCEL}
LONGEST = 120  # identifiers


class Taken(NamedTuple):
    document: Document
    repeated: bool


class Aside(Exception):
    """Sound, and not a warning of ours: kept without fuss."""


class Again(Exception):
    """The same warning in other words: another platform's copy, or another spelling."""


def take_document(*, actor: str, content: bytes, source: str, way: str = "push") -> Taken:
    digest = hashlib.sha256(content).hexdigest()
    with act(actor):
        with connection.cursor() as cursor:  # the same sent twice at once: the second waits and is a repetition
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('alert.document', 0))")
        known = Document.objects.filter(digest=digest).first()
        if known is not None:
            known.repeats, known.repeated_at = known.repeats + 1, clock.now()
            known.save(update_fields=["repeats", "repeated_at"])
            return Taken(known, True)
        document = Document(way=way, source=source[:60], digest=digest, content=content[: 1024 * 1024])
        try:
            document.spelling, message = read_document(content)
            document.identifier = message.identifier[:LONGEST]
            document.alert = _take(actor, message)
            document.state = Document.TAKEN
        except Again as why:
            document.alert, document.state = Alert.objects.get(identifier=document.identifier), Document.REPEATED
            document.reason = str(why)[:300]
        except Aside as why:
            document.state, document.reason = Document.ASIDE, str(why)[:300]
        except Refused as why:
            document.state, document.reason = Document.REFUSED, str(why)[:300]
        document.save()
        if document.state == Document.REFUSED:
            # one alarm for all that wait: it names the last reason, the list has them all
            system_alarm("alert_document", 0, f"{source} 送来的预警文件未能接收:{document.reason}")
    document.refresh_from_db()
    return Taken(document, False)


def _take(actor: str, message: Message) -> Alert:
    if message.kind not in KIND_OF:
        raise Aside(f"msgType 为 {message.kind},不是预警")
    if message.status not in (ACTUAL, EXERCISE):
        raise Aside(f"status 为 {message.status},不是预警")
    exercise = _exercise(message)
    if (known := Alert.objects.filter(identifier=message.identifier).first()) is not None:
        if _the_same(known, message):
            raise Again(f"与已收到的 {known.identifier} 是同一条")
        raise Refused(f"编号 {message.identifier} 已用于内容不同的预警")
    before = _referred(message, exercise)
    now = clock.now()
    if message.kind == "Cancel":
        if before is None:
            raise Refused("所解除的预警本系统没有收到")
        alert = _cancellation(message, before)
    else:
        if message.info is None:
            raise Refused("缺少 info")
        alert = _warning(message, message.info, before)
        if alert.expires_at is not None and alert.expires_at <= now:
            raise Aside("收到时已过失效时间")
    alert.state, alert.published_at, alert.exercise_id, alert.drafted_by = PUBLISHED, now, exercise, actor
    with act(actor, exercise) as log:
        alert.save()
        alert.refresh_from_db()
        end_before(log, alert, now)
        watch_end(alert, now)
        watch_answer(alert)
        tell(log, alert.streams, "alert.taken", None, alert.row(), area=alert.area)
    return alert


def _the_same(known: Alert, message: Message) -> bool:
    """Same kind, hazard, colour and ground; the words may be another platform's."""
    info = message.info
    if known.origin != IN or KIND_OF[message.kind] != known.kind:
        return False
    if info is None or message.kind == "Cancel":
        return message.kind == "Cancel"
    schemes = [row.known for row in Scheme.objects.all()]
    return (hazard_of(info, schemes), colour_of(info)) == (known.hazard_id, known.colour) and sorted(areas_of(info)) == sorted(known.areas)


def _exercise(message: Message) -> int | None:
    if message.status == ACTUAL:
        return None
    going = Exercise.objects.filter(ended_at=None).order_by("-id").values_list("pk", flat=True).first()
    if going is None:
        raise Aside("演练预警,当前没有进行中的演练")
    return going


def _referred(message: Message, exercise: int | None) -> Alert | None:
    """The newest known message it refers to; only of the same sender, and never one of our own."""
    names = [one.identifier for one in message.references]
    found = Alert.objects.select_related("hazard").filter(identifier__in=names, exercise_id=exercise).order_by("-id").first()
    if found is None:
        return None
    if found.origin != IN or found.sender != message.sender:
        raise Refused(f"{found.identifier} 由 {found.issuer} 发布,不能由 {message.sender} 更新或解除")
    return found


def _cancellation(message: Message, before: Alert) -> Alert:
    info = message.info
    said = (info.description if info else "") or message.note or "解除预警"
    return Alert(
        identifier=message.identifier, sender=message.sender, issuer=before.issuer, origin=IN, kind=CANCEL, hazard=before.hazard,
        colour=before.colour, area=before.area, areas=before.areas, polygon=before.polygon, text=said,
        headline=((info.headline if info else "") or f"{before.issuer}解除{before.hazard.name}{before.get_colour_display()}预警")[:200],
        effective_at=message.sent, sent_at=message.sent, first=before.first or before, replaces=before,
    )  # fmt: skip


def _warning(message: Message, info: Info, before: Alert | None) -> Alert:
    schemes = list(Scheme.objects.all())
    hazard, colour, areas = hazard_of(info, [row.known for row in schemes]), colour_of(info), areas_of(info)
    if not hazard:
        raise Refused("看不出是哪一种预警:eventCode、headline 中没有可识别的种类")
    if not colour:
        raise Refused("看不出预警颜色:severity、parameter color、headline 都没有写明")
    if not areas:
        raise Aside("不涉及本市")
    rings = polygons_of(info)
    issuer = info.sender_name if not _is_a_name(message.sender) else message.sender
    return Alert(
        identifier=message.identifier, sender=message.sender, issuer=(issuer or message.sender)[:60], origin=IN, kind=KIND_OF[message.kind],
        hazard=next(row for row in schemes if row.hazard == hazard), colour=colour, area=areas[0] if len(areas) == 1 else settings.CITY,
        areas=areas, polygon=[list(point) for point in rings[0]] if len(rings) == 1 else None, headline=(info.headline or info.event)[:200],
        text=info.description or info.headline or info.event, instruction=info.instruction,
        effective_at=info.onset or info.effective or message.sent, expires_at=info.expires, sent_at=message.sent,
        first=(before.first or before) if before else None, replaces=before,
    )  # fmt: skip


def _is_a_name(sender: str) -> bool:
    """The national XML's sender is the office by name, its senderName a person; CAP's sender is an address."""
    return any("\u4e00" <= character <= "\u9fff" for character in sender)


def take_from_feed(feed: Feed, content: bytes) -> str:
    """Registered with the feeds: polled or dropped, by the same road as what is pushed. Answers why it was refused."""
    taken = take_document(actor="rule:feed", content=content, source=feed.name, way="poll" if feed.url else "drop")
    waits = taken.document.state == Document.REFUSED and taken.document.settled_at is None
    return taken.document.reason if waits else ""

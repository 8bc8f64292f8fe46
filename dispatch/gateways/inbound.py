"""gateway → **inbound** → call: reports, replies and results – stored, then each worked on by itself; one that fails costs no other."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from dispatch.alarms.actions import raise_alarm
from dispatch.callout import receipts
from dispatch.contacts.models import Person
from dispatch.gateways.models import CHANNEL_OF, RUNG, Handover, Inbound, Nonce, Provider
from dispatch.gateways.rows import RefusedItem, Taken
from dispatch.gateways.saying import read
from dispatch.phones.finding import person_of, plain, spellings
from realtime import clock
from realtime.log import act

log = logging.getLogger(__name__)

CLERK = "clerk"
TRIES = 5
BATCH = 200
AT_ONCE_S = 1.0  # gateways wait a few seconds for an answer
NOTIFY = "inbound"
TICK_S = 5.0  # without a NOTIFY
NONCE_KEPT = timedelta(minutes=15)  # three windows
DELIVERED = ("delivered", "read")
FAILED_WORDS = {
    "failed": "网关未送达", "expired": "网关超时未送达", "rejected": "运营商拒收", "busy": "占线", "no_answer": "无人接听", "powered_off": "关机", "empty_number": "空号",
    "hung_up": "接通后挂断",
}  # fmt: skip
NEEDED = {Inbound.REPORT: ("state",), Inbound.REPLY: ("number", "text"), Inbound.RESULT: ("state",)}


def take(*, provider: Provider, kind: str, items: Sequence[Any]) -> Taken:
    """Store what is readable and begin to work on it. A key press counts when the gateway has its answer; of a long list the worker does the
    rest, or the gateway would wait, give up and send all of it again. What fails in working stays here and is tried again."""
    refused: list[RefusedItem] = []
    fresh: dict[str, dict[str, Any]] = {}
    repeated = 0
    for index, item in enumerate(items):
        why = _unreadable(kind, item)
        if why:
            refused.append({"index": index, "why": why})
            continue
        key = _key(item)
        if key in fresh:
            repeated += 1
        fresh.setdefault(key, item)
    with transaction.atomic():
        known = set(Inbound.objects.filter(provider=provider, kind=kind, item__in=list(fresh)).values_list("item", flat=True))
        rows = [Inbound(provider=provider, kind=kind, item=key, body=item) for key, item in fresh.items() if key not in known]
        Inbound.objects.bulk_create(rows, ignore_conflicts=True)
    todo = Inbound.objects.filter(provider=provider, kind=kind, item__in=[row.item for row in rows], state=Inbound.NEW).order_by("id")
    until = time.monotonic() + AT_ONCE_S
    for row in todo:
        if time.monotonic() > until:
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {NOTIFY}")
            break
        work(row)
    return {"taken": len(rows), "repeated": repeated + len(known), "refused": refused}


def _unreadable(kind: str, item: Any) -> str:
    if not isinstance(item, dict):
        return "不是对象"
    missing = [name for name in NEEDED[kind] if not isinstance(item.get(name), str) or not item[name].strip()]
    if missing:
        return f"缺少 {'、'.join(missing)}"
    if kind != Inbound.REPLY and not _ids(item):
        return "缺少 message 或 provider_id"
    if len(json.dumps(item)) > 8000 or "\\u0000" in json.dumps(item):
        return "内容过长或含有空字符"
    return ""


def _ids(item: dict[str, Any]) -> list[str]:
    """Ours first: it is known even when we were killed before we heard theirs."""
    return [item[name] for name in ("message", "provider_id") if isinstance(item.get(name), str) and item[name]]


def _key(item: dict[str, Any]) -> str:
    given = item.get("id")
    if isinstance(given, str) and 0 < len(given) <= 80:
        return given
    return hashlib.sha256(json.dumps(item, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def work(row: Inbound) -> bool:
    """One, by whoever comes first: the request that brought it or the worker. False: somebody else has it in hand, or had."""
    with act(CLERK):
        claimed = Inbound.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=row.pk, state=Inbound.NEW)
        mine = claimed.select_related("provider").first()
        if mine is None:
            return False
        try:
            with act(CLERK):  # a savepoint
                matched = WORKERS[mine.kind](mine)
        except Exception as error:  # whatever it is: the next one is somebody else's
            log.exception("gateways: %s of %s", mine.kind, mine.provider_id)
            mine.state = Inbound.FAILED if mine.tries + 1 >= TRIES else Inbound.NEW
            mine.error = f"{type(error).__name__}: {error}"[:200]
        else:
            mine.state, mine.error = Inbound.DONE if matched else Inbound.UNMATCHED, ""
        mine.tries += 1
        mine.save(update_fields=["state", "tries", "error"])
    return True


def run_inbound(stop: threading.Event) -> None:
    """The worker's thread: the rest of long lists, as soon as they are stored."""
    while not stop.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {NOTIFY}")
            while not stop.is_set():
                while _work(Inbound.objects.filter(state=Inbound.NEW, tries=0)):
                    pass
                for _ in connection.connection.notifies(timeout=TICK_S, stop_after=1):
                    pass
        except OperationalError as error:
            log.warning("gateways: database away: %s", error)
            stop.wait(1)
        except Exception:
            log.exception("gateways: going on after an error of our own")
            stop.wait(1)
        finally:
            connection.close()


def work_inbound() -> int:
    """Chore: what failed and may work now, and what a killed process left; and nonces too old to be believed anyway."""
    done = _work(Inbound.objects.filter(state=Inbound.NEW, at__lt=Now() - timedelta(seconds=5)))
    Nonce.objects.filter(at__lt=Now() - NONCE_KEPT).delete()
    return done


def _work(rows: QuerySet[Inbound]) -> int:
    """How many were worked here: what another has in hand is not asked for again and again."""
    return sum(work(row) for row in rows.order_by("id")[:BATCH])


def _report(row: Inbound) -> bool:
    body, channel = row.body, CHANNEL_OF[row.provider.kind]
    state, at = str(body["state"]), _at(body.get("at"))
    for identity in _ids(body):
        if state in DELIVERED:
            if receipts.delivered(channel, identity, at):
                return True
        elif state in FAILED_WORDS and receipts.failed(channel, identity, _words(body, state), at):
            return True
    return state not in DELIVERED and state not in FAILED_WORDS  # “submitted” and the like change nothing


def _words(body: dict[str, Any], state: str) -> str:
    said = body.get("error")
    return f"{FAILED_WORDS[state]}({said})"[:120] if isinstance(said, str) and said else FAILED_WORDS[state]


def _reply(row: Inbound) -> bool:
    """An answer only when it says yes; everything else a human reads."""
    body, channel = row.body, CHANNEL_OF[row.provider.kind]
    number, said = plain(str(body["number"])), read(str(body["text"]))
    at = _at(body.get("at"))
    if said.yes:
        words = said.text if said.action else "1"
        own = [identity for name in ("message", "provider_id") if (identity := body.get(name)) and isinstance(identity, str)]
        if any(receipts.replied(channel, identity, words, at) for identity in [*own, *spellings(number)]):
            return True
        if _asked_before(row.provider, number):
            return True  # they said it twice, or somebody answered in their place
    _show_the_officer(row, number, said.text)
    return False


def _asked_before(provider: Provider, number: str) -> bool:
    since = clock.now() - timedelta(hours=receipts.REPLY_H)
    return Handover.objects.filter(provider=provider, number__in=spellings(number), at__gte=since).exists()


def _show_the_officer(row: Inbound, number: str, text: str) -> None:
    """On the alarm queue: nobody else looks there for what nobody was waiting for. The same number again is the same alarm."""
    person: Person | None = person_of(number)
    who = f"{person.org}{person.title}{person.name}" if person else "未登记号码"
    alarm = raise_alarm(
        actor=f"peer:gateway-{row.provider_id}", source="public", urgency="normal", lon=None, lat=None, area=person.area if person else settings.CITY,
        caller_phone=number[:20], text=f"{who}短信上行:{text}"[:4000], device=f"sms:{number}"[:100], key=f"{row.provider_id}:{row.item}"[:80],
    )  # fmt: skip
    Inbound.objects.filter(pk=row.pk).update(alarm_id=alarm.pk)


def _result(row: Inbound) -> bool:
    """Of a robot call: picked up is delivered, the key answers. A satellite telephone is rung by the same gateway under its own name."""
    body = row.body
    state, key, at = str(body["state"]), body.get("key"), _at(body.get("at"))
    for channel, identity in product(RUNG, _ids(body)):
        if state == "answered" and isinstance(key, str) and key == "1":
            known = receipts.replied(channel, identity, key, at)
        elif state in ("answered", "hung_up"):
            known = receipts.delivered(channel, identity, at)
        elif state in FAILED_WORDS:
            known = receipts.failed(channel, identity, _words(body, state), at)
        else:
            return True
        if known:
            return True
    return False


def _at(given: Any) -> datetime | None:
    """Only what can be true: not without an offset, not in the future, not of another day."""
    try:
        at = parse_datetime(given) if isinstance(given, str) else None
    except ValueError:
        return None
    if at is None or at.tzinfo is None:
        return None
    now = clock.now()
    return at if now - timedelta(days=1) < at < now + timedelta(minutes=5) else None


WORKERS = {Inbound.REPORT: _report, Inbound.REPLY: _reply, Inbound.RESULT: _result}

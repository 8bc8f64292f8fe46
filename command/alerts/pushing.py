"""outbox → **pushing** → their address: signed, oldest first for each, tried again with back-off, the answer kept as the receipt. The worker's thread.

A receiver is leased before it is used: two workers never talk to one address at once, so that an update never overtakes its warning. A call
whose answer is lost is made again with the same bytes under the same `Idempotency-Key`, the message's identifier.
"""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from django.db.models import F
from django.db.models.functions import Now

from command.alerts.receivers import BASIC, CAP, SIGNED, Push, Receiver
from command.alerts.states import CANCEL
from command.peering.signing import headers as signed_headers
from dispatch.alarms.system import system_alarm
from realtime import clock
from realtime.log import act
from realtime.rounds import give_back, lease, make_rounds, renew
from realtime.rules.models import rule
from realtime.sealing import unseal

PURPOSE = "alerts.receiver"
THREADS = 4
TICK_S = 0.5
BATCH = 50
TIMEOUT_S = (3.0, 10.0)
LARGEST = 2000  # of a receipt
HAVE_IT = 409  # they know this identifier
NEVER = (400, 410, 413, 415, 422)  # this message, said again, would be refused again


class Answer(NamedTuple):
    """`status` 0: nobody answered, and `said` says why."""

    status: int
    said: str


def run_pushing(stop: threading.Event) -> None:
    make_rounds(stop, name="pushing", claim=claim, visit=_visit, threads=THREADS, tick_s=TICK_S)


def claim() -> Receiver | None:
    return lease(Receiver.objects.filter(pk__in=Push.objects.filter(state=Push.WAITING).values("receiver")))


def _visit(receiver: Receiver) -> None:
    try:
        visit(receiver)
    finally:
        give_back(receiver)


def visit(receiver: Receiver) -> int:
    """How many it has taken. Stops at the first failure that is not the message's own: what is behind it waits its turn."""
    done = 0
    for _ in range(BATCH):
        push = Push.objects.select_related("alert").filter(receiver=receiver, state=Push.WAITING).order_by("pk").first()
        if push is None or not renew(receiver):
            break
        if _over(push):
            _lapse(receiver, push)
            continue
        answer = call(receiver, push)
        if 200 <= answer.status < 300 or answer.status == HAVE_IT:
            _taken(receiver, push, answer)
            done += 1
        elif answer.status in NEVER:
            _refused(receiver, push, answer)
        else:
            _failed(receiver, push, answer)
            break
    return done


def _over(push: Push) -> bool:
    """Nobody needs a warning that has run out; of one without an end, and of a cancellation, the rule says how long they are tried."""
    now, alert = clock.now(), push.alert
    if alert.expires_at is not None and alert.kind != CANCEL:
        return bool(now > alert.expires_at)
    return bool(now - push.made_at > timedelta(hours=float(rule("alerts.push_h", alert.area))))


def _taken(receiver: Receiver, push: Push, answer: Answer) -> None:
    said = "对方已有此编号的预警" if answer.status == HAVE_IT else answer.said
    Push.objects.filter(pk=push.pk).update(
        state=Push.SENT, sent_at=Now(), status=answer.status, receipt=said[:500], error="", attempts=F("attempts") + 1
    )
    Receiver.objects.filter(pk=receiver.pk).update(ok_at=Now(), failures=0, failing_since=None, error="", next_at=Now())
    receiver.failures, receiver.failing_since = 0, None


def _refused(receiver: Receiver, push: Push, answer: Answer) -> None:
    why = f"HTTP {answer.status} {answer.said}".strip()[:200]
    with act("clerk"):
        Push.objects.filter(pk=push.pk).update(
            state=Push.REFUSED, status=answer.status, error=why, receipt=answer.said[:500], attempts=F("attempts") + 1
        )
        system_alarm("alert_push", push.pk, f"{receiver.name}拒收预警“{push.alert.headline[:40]}”:{why}。请电话或传真告知。")


def _lapse(receiver: Receiver, push: Push) -> None:
    with act("clerk"):
        Push.objects.filter(pk=push.pk).update(state=Push.LAPSED, error=(push.error or "未能送达")[:200])
        system_alarm(
            "alert_push", push.pk, f"预警“{push.alert.headline[:40]}”在有效期内未能送达{receiver.name}:{push.error or '没有连通'}。"
        )


def _failed(receiver: Receiver, push: Push, answer: Answer) -> None:
    failures = receiver.failures + 1
    wait = min(float(rule("alerts.push_retry_most_s")), 2.0 ** min(failures, 12))
    said = (answer.said if answer.status == 0 else f"HTTP {answer.status} {answer.said}").strip()[:200]
    Push.objects.filter(pk=push.pk).update(attempts=F("attempts") + 1, error=said, status=answer.status or None)
    since: datetime = receiver.failing_since or clock.now()
    Receiver.objects.filter(pk=receiver.pk).update(
        failures=failures, failing_since=since, error=said, next_at=Now() + timedelta(seconds=wait)
    )


def call(receiver: Receiver, push: Push) -> Answer:
    """One request. Redirects are not followed: the address is the one the bureau entered."""
    body, secret = bytes(push.content), unseal(receiver.sealed, PURPOSE)
    if not secret:
        return Answer(0, "没有可用的密钥或口令,请重新登记")
    sent = {
        "Content-Type": "application/cap+xml; charset=utf-8" if receiver.form == CAP else "application/xml; charset=utf-8",
        "Idempotency-Key": push.identifier,
    }
    if receiver.auth == SIGNED:
        parts = urlsplit(receiver.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent |= signed_headers(peer=receiver.user, key=receiver.key, secret=secret, now=time.time(), method="POST", path=path, body=body)
    elif receiver.auth == BASIC:
        sent["Authorization"] = "Basic " + b64encode(f"{receiver.user}:{secret}".encode()).decode()
    else:
        sent["Authorization"] = f"Token {secret}"
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no .netrc of whoever started us
            answer = session.post(receiver.url, data=body, headers=sent, timeout=TIMEOUT_S, allow_redirects=False, stream=True)
            return Answer(answer.status_code, _said(answer))
    except requests.Timeout:
        return Answer(0, "对方没有应答(超时)")
    except requests.ConnectionError as error:
        return Answer(0, "对方拒绝连接" if "refused" in str(error) else "连接中断或网络不通")
    except (requests.RequestException, OSError, ValueError) as error:
        return Answer(0, f"发送失败:{type(error).__name__}")


def _said(answer: requests.Response) -> str:
    """The head of what was answered. That it breaks off changes nothing: the status has said what became of the message."""
    try:
        text = answer.raw.read1(LARGEST) if hasattr(answer.raw, "read1") else answer.raw.read(LARGEST)
    except Exception:  # a receipt half sent
        return ""
    return " ".join(text.decode("utf-8", "replace").replace("\x00", "").split())[:500]

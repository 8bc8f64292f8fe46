"""messages → **sending** → the peer's door: signed, oldest first, tried again with back-off until the peer says what became of it. The worker's thread.

A link is leased before it is used, and the lease renewed before each call: two workers never talk to one peer at once, and one that dies costs a
minute. A call whose answer is lost is made again under the same message id; the peer knows it.
"""

from __future__ import annotations

import json
import threading
import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import requests
from django.db.models import Q
from django.db.models.functions import Now

from command.peering import keys, words
from command.peering.cutting import cut_all, put_above
from command.peering.envelope import MAJOR, PATH, VERSION, major_of
from command.peering.linking import broke, worked
from command.peering.messages import ACCEPTED, RECEIVED, REFUSED, WAITING, Outgoing
from command.peering.models import FAILING, OK, SKEWED, Peer
from command.peering.models import REFUSED as UNSIGNED
from command.peering.signing import headers
from command.peering.taking import work_waiting
from dispatch.alarms.system import system_alarm
from realtime import clock
from realtime.log import act
from realtime.rounds import give_back, lease, make_rounds, renew
from realtime.rules.models import rule

THREADS = 4
TICK_S = 0.5
BATCH = 100
TIMEOUT_S = (3.0, 10.0)
LARGEST = 64 * 1024  # of an answer
ALARMING = (words.REPORT, words.INSTRUCTION, words.SUPPORT, words.ANSWER)  # somebody waits for these
AGAIN_S = 5.0  # a message the peer could not work on, or has not finished


class Answer(NamedTuple):
    """`status` 0: nobody answered, and `said` says why."""

    status: int
    body: dict[str, Any]
    said: str = ""

    @property
    def words(self) -> str:
        return self.said or str(self.body.get("detail") or f"HTTP {self.status}")[:200]


def run_exchange(stop: threading.Event) -> None:
    """The worker's thread, until told to stop. What came in is worked on and what is new is written out before anybody is called."""
    make_rounds(stop, name="exchange", claim=claim, visit=_visit, threads=THREADS, tick_s=TICK_S, first=_get_ready)


def _get_ready() -> None:
    work_waiting()
    cut_all()


def claim() -> Peer | None:
    """One that has something to be said to it, or has not been asked for a while whether it is there."""
    waits = Q(pk__in=Outgoing.objects.filter(state__in=(WAITING, RECEIVED), next_at__lte=Now()).values("peer"))
    return lease(Peer.objects.filter(waits | Q(hello_at__lte=Now())).exclude(url=""))


def _visit(peer: Peer) -> None:
    try:
        visit(peer)
    finally:
        give_back(peer)


def visit(peer: Peer) -> int:
    """How many messages it has now. Stops at the first call that shows the road or the peer to be unwell."""
    if (peer.hello_at <= clock.now() or peer.link != OK) and not say_hello(peer):
        return 0
    done = 0
    for _ in range(BATCH):
        message = _oldest(peer)
        if message is None or not renew(peer):
            break
        if not deliver(peer, message):
            break
        done += 1
    return done


def _oldest(peer: Peer) -> Outgoing | None:
    return Outgoing.objects.filter(peer=peer, state__in=(WAITING, RECEIVED), next_at__lte=Now()).order_by("pk").first()


def say_hello(peer: Peer) -> bool:
    """Is it there, does it understand us, and what does its clock say?"""
    began = clock.now()
    answer = call(peer, "POST", f"{PATH}/hello", {"version": VERSION})
    if answer.status != 200:
        return _unwell(peer, answer)
    versions = [str(one) for one in answer.body.get("versions", [])][:10]
    if MAJOR not in [major_of(one) for one in versions]:
        broke(peer.pk, SKEWED, f"对方使用 {'、'.join(versions) or '未知版本'},本方为 {VERSION}:双方须有一方升级")
        return False
    worked(peer.pk, versions, _skew(answer.body.get("time"), began))
    peer.refresh_from_db(fields=["link", "hello_at"])
    return True


def _skew(said: Any, began: datetime) -> float | None:
    """How far its clock is ahead of ours, by the middle of the call."""
    try:
        theirs = datetime.fromisoformat(str(said))
        return round((theirs - (began + (clock.now() - began) / 2)).total_seconds(), 1)
    except (ValueError, TypeError):
        return None


def deliver(peer: Peer, message: Outgoing) -> bool:
    """False: the link is unwell, the others wait too."""
    if message.state == RECEIVED:
        answer = call(peer, "GET", f"{PATH}/messages/{message.message}", None)
    else:
        answer = call(peer, "POST", f"{PATH}/messages", message.text)
    found = Outgoing.objects.filter(pk=message.pk)
    state, why = str(answer.body.get("state", "")), str(answer.body.get("reason", ""))[:300]
    if answer.status in (200, 201, 202) and state in (ACCEPTED, "older", REFUSED, RECEIVED):
        after = ACCEPTED if state == "older" else state
        found.update(
            state=after, error=why, attempts=message.attempts + 1, sent_at=message.sent_at or Now(),
            next_at=clock.now() + timedelta(seconds=AGAIN_S if after == RECEIVED else 0),
        )  # fmt: skip
        Peer.objects.filter(pk=peer.pk).update(ok_at=Now())
        if after == REFUSED:
            _say_refused(peer, message, why)
        if state == "older" and isinstance(theirs := answer.body.get("revision"), int):
            put_above(message, theirs)
        return True
    if answer.status in (403, 409, 413, 422):
        found.update(state=REFUSED, error=answer.words[:300], attempts=message.attempts + 1)
        _say_refused(peer, message, answer.words)
        return True
    if answer.status == 500:  # this one they cannot digest; the next they may
        wait = min(float(rule("peering.retry_most_s")), AGAIN_S * 2**message.attempts)
        found.update(attempts=message.attempts + 1, error="对方处理出错(HTTP 500),稍后重发", next_at=clock.now() + timedelta(seconds=wait))
        return True
    found.update(attempts=message.attempts + 1, error=answer.words[:300])
    return _unwell(peer, answer)


def _unwell(peer: Peer, answer: Answer) -> bool:
    link = {400: SKEWED, 401: UNSIGNED}.get(answer.status, FAILING)
    if answer.status == 400 and answer.body.get("code") != "exchange_version":
        link = FAILING
    if answer.status == 404:
        link = SKEWED
        answer = answer._replace(said=f"对方没有 {PATH} 接口:地址有误,或对方版本过旧")
    broke(peer.pk, link, answer.words)
    return False


def _say_refused(peer: Peer, message: Outgoing, why: str) -> None:
    if message.kind in ALARMING:
        with act("clerk"):
            system_alarm(
                "exchange-refused",
                message.pk,
                f"{peer.name}拒绝了{words.KIND_NAMES[message.kind]}“{message.title[:40]}”:{why}。请核对后电话联系。",
            )


def call(peer: Peer, method: str, path: str, body: Any) -> Answer:
    """One signed request and its answer. Redirects are not followed: the address is the one the bureau entered."""
    key = keys.signing_key(peer)
    secret = keys.secret_of(key) if key else ""
    if key is None or not secret:
        return Answer(401, {}, "本方没有这个平台的有效密钥")
    content = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    sent = headers(peer=peer.known_as, key=key.name, secret=secret, now=time.time(), method=method, path=path, body=content)
    try:
        with requests.Session() as session:
            session.trust_env = False  # the address is the bureau's; no proxy of the shell's environment
            answer = session.request(
                method, peer.url.rstrip("/") + path, data=content, headers=sent | {"Content-Type": "application/json; charset=utf-8"},
                timeout=TIMEOUT_S, allow_redirects=False, stream=True,
            )  # fmt: skip
            text = answer.raw.read(LARGEST, decode_content=True)
    except requests.Timeout:
        return Answer(0, {}, "对方没有应答(超时)")
    except requests.ConnectionError as error:
        refused = "refused" in str(error)
        return Answer(0, {}, "对方拒绝连接" if refused else "连接中断或网络不通")
    except (requests.RequestException, OSError, ValueError) as error:
        return Answer(0, {}, f"发送失败:{type(error).__name__}")
    try:
        said = json.loads(text)
    except ValueError:
        said = {}
    return Answer(
        answer.status_code, said if isinstance(said, dict) else {}, "" if isinstance(said, dict) and said else f"HTTP {answer.status_code}"
    )

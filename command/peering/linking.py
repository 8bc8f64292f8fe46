"""call → **linking** → link: whether a peer can be reached, since when not, and when to try again; told only when it changes."""

from __future__ import annotations

import random
from datetime import timedelta

from django.conf import settings

from command.peering.models import OK, Peer
from dispatch.alarms.system import system_alarm
from dispatch.telling import tell
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

CLERK = "clerk"


def worked(peer_id: int, versions: list[str], skew_s: float | None) -> None:
    with act(CLERK) as log:
        peer = Peer.objects.select_for_update().get(pk=peer_id)
        before, now = peer.row(), clock.now()
        peer.link, peer.error, peer.failures, peer.failing_since = OK, "", 0, None
        peer.versions, peer.skew_s, peer.ok_at = versions, skew_s, now
        peer.next_at, peer.hello_at = now, now + timedelta(seconds=float(rule("peering.hello_s")))
        peer.save(update_fields=["link", "error", "failures", "failing_since", "versions", "skew_s", "ok_at", "next_at", "hello_at"])
        tell(log, [peer.stream], "peer.linked", before, peer.row(), area=settings.CITY)


def broke(peer_id: int, link: str, why: str) -> None:
    """The next call waits longer each time; after some minutes of it the desk is told, once."""
    with act(CLERK) as log:
        peer = Peer.objects.select_for_update().get(pk=peer_id)
        before, now = peer.row(), clock.now()
        peer.link, peer.error, peer.failures = link, why[:200], peer.failures + 1
        peer.failing_since = peer.failing_since or now
        peer.next_at = now + timedelta(seconds=wait_s(peer.failures, float(rule("peering.retry_most_s"))))
        peer.save(update_fields=["link", "error", "failures", "failing_since", "next_at"])
        tell(log, [peer.stream], "peer.linked", before, peer.row(), area=settings.CITY)
        if now - peer.failing_since > timedelta(minutes=float(rule("peering.alarm_min"))):
            system_alarm("exchange", peer.pk, f"与{peer.name}的对接链路持续中断:{peer.error}。来往报文请改用电话、传真。")


def wait_s(failures: int, most: float) -> float:
    """2, 4, 8 … seconds, at most `most`, each up to a quarter longer: many centres do not come back in step."""
    return float(min(most, 2.0 ** min(failures, 12)) * (1 + random.random() / 4))

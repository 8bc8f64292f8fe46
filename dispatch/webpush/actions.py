"""Verbs on web push: subscribe a browser, forget it, wake somebody."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

from dispatch.pacing.flow import wake
from dispatch.webpush.models import Push, PushSubscription
from realtime.codes import Problem
from realtime.log import act

MOST = 6  # browsers of one person; the oldest goes


def subscribe(*, actor: str, user_id: int, endpoint: str, p256dh: str, auth: str, device: str = "") -> PushSubscription:
    """The same browser again changes its keys; a browser somebody else has signed in on wakes that one only."""
    _check(endpoint)
    with act(actor):
        row, _ = PushSubscription.objects.update_or_create(
            endpoint=endpoint, defaults={"user_id": user_id, "p256dh": p256dh, "auth": auth, "device": device[:80]}
        )
        keep = PushSubscription.objects.filter(user_id=user_id).order_by("-id").values_list("pk", flat=True)[:MOST]
        PushSubscription.objects.filter(user_id=user_id).exclude(pk__in=list(keep)).delete()
    return row


def unsubscribe(*, actor: str, user_id: int, endpoint: str) -> None:
    with act(actor):
        PushSubscription.objects.filter(user_id=user_id, endpoint=endpoint).delete()


def wake_user(*, user_id: int, kind: str, call: int | None = None, person_id: int | None = None, exercise: int | None = None) -> int:
    """Queued in the caller's transaction; the worker hands it over, past the same door as everything else."""
    rows = [
        Push(subscription_id=number, kind=kind, call=call, person_id=person_id, exercise_id=exercise)
        for number in PushSubscription.objects.filter(user_id=user_id).values_list("pk", flat=True)
    ]
    if rows:
        Push.objects.bulk_create(rows)
        wake()
    return len(rows)


def _check(endpoint: str) -> None:
    """We will post to it: only a push service's public address, never something inside the house."""
    parts = urlsplit(endpoint)
    if settings.MODE == "demo" and parts.hostname == "127.0.0.1":
        return
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
        named = False
    except ValueError:
        named = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    if parts.scheme != "https" or not named:
        raise Problem("invalid", "推送地址须为推送服务的 https 地址。", where=["endpoint"])

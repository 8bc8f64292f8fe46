"""Verbs on the addresses: enter one, change it. A secret goes in and never comes out."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from command.alerts.pushing import PURPOSE
from command.alerts.receivers import SIGNED, TOKEN, Receiver
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.sealing import seal

SHORTEST = 32  # characters of a secret that signs
FIELDS = ("name", "kind", "url", "auth", "user", "key", "form", "area", "least", "active")


def add_receiver(*, actor: str, entered_by: str, code: str, secret: str, **given: Any) -> Receiver:
    with act(actor) as log:
        if Receiver.objects.filter(code=code).exists():
            raise Problem("exists", f"代码 {code} 已登记。", where=["code"])
        receiver = Receiver(code=code, by_name=entered_by, **given)
        _keep(receiver, secret)
        receiver.save()
        receiver.refresh_from_db()
        log.append(f"exchange:{settings.CITY}", "alert_receiver.added", {"id": receiver.pk, "code": code}, area=settings.CITY)
    return receiver


def change_receiver(*, actor: str, receiver_id: int, secret: str | None = None, **given: Any) -> Receiver:
    """Nothing given = as it was. What waits is tried at once: somebody has just put something right."""
    with act(actor) as log:
        receiver = Receiver.objects.select_for_update().filter(pk=receiver_id).first()
        if receiver is None:
            raise Problem("not_found", "没有这个送达地址。")
        for field in FIELDS:
            if given.get(field) is not None:
                setattr(receiver, field, given[field])
        _keep(receiver, secret)
        receiver.next_at = clock.now()
        receiver.save(update_fields=[*FIELDS, "sealed", "next_at"])
        log.append(f"exchange:{settings.CITY}", "alert_receiver.changed", {"id": receiver.pk, "code": receiver.code}, area=settings.CITY)
    return receiver


def _keep(receiver: Receiver, secret: str | None) -> None:
    if secret:
        receiver.sealed = seal(secret, PURPOSE)
    if not receiver.sealed:
        raise Problem("invalid", "请填写密钥、密码或令牌。", where=["secret"])
    if secret and receiver.auth == SIGNED and len(secret) < SHORTEST:
        raise Problem("invalid", f"签名密钥不短于 {SHORTEST} 个字符。", where=["secret"])
    if receiver.auth == SIGNED and not receiver.key:
        raise Problem("invalid", "签名方式须填写密钥编号。", where=["key"])
    if receiver.auth != TOKEN and not receiver.user:
        raise Problem("invalid", "请填写本方在对方的名称。", where=["user"])
    if not receiver.url.startswith(("https://", "http://")):
        raise Problem("invalid", "地址须以 https:// 或 http:// 开头。", where=["url"])
    if not Area.objects.filter(code=receiver.area).exists():
        raise Problem("invalid", f"没有区划 {receiver.area}。", where=["area"])

"""Verbs on the servers that speak on the broker for many devices: add, revoke."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from devices.doors.credentials import digest_of
from devices.terminals.models import BrokerUser
from devices.wire.rights import SEALED_FOR, SERVER
from devices.wire.topics import is_filter
from realtime import bus
from realtime.log import act
from realtime.sealing import seal


class NotAFilter(ValueError):
    pass


class Taken(Exception):
    pass


def add_broker_user(*, actor: str, name: str, up: Sequence[str], down: Sequence[str], secret: str) -> BrokerUser:
    """The broker lets it in within seconds. Topics that a device's identity stands in are the devices'; a server gets what it is given here."""
    bad = [topic for topic in (*up, *down) if not is_filter(topic)]
    if bad or not (up or down):
        raise NotAFilter(f"不是主题过滤器:{'、'.join(bad)}" if bad else "请给出 --up 或 --down")
    try:
        with act(actor):
            made = BrokerUser.objects.create(
                name=name, up=list(up), down=list(down), credential=digest_of(SERVER, secret), sealed=seal(secret, SEALED_FOR)
            )  # fmt: skip
            transaction.on_commit(_changed)
    except IntegrityError:
        raise Taken(f"账号 {name} 已存在,请先注销") from None
    return made


def revoke_broker_user(*, actor: str, name: str) -> bool:
    with act(actor):
        gone = BrokerUser.objects.filter(name=name, revoked_at=None).update(revoked_at=Now(), credential="", sealed="")
        transaction.on_commit(_changed)
    return bool(gone)


def _changed() -> None:
    bus.publish(bus.REGISTRY, b"")

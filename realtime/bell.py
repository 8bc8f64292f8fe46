"""REDIS_URL → **bell** → clients. Under sentinels each new connection asks them who rings now: a fail-over costs what a restart costs."""

from __future__ import annotations

import time
from typing import Any

import redis
import redis.asyncio
import redis.asyncio.sentinel
import redis.exceptions
import redis.sentinel
from django.conf import settings

from realtime.bell_address import Watched, parse

CONNECT_S = 2.0
ASK_S = 0.5  # of one sentinel; the next is asked then
PONG = "pong"
SILENT_S = 5.0  # then a subscription is asked whether anybody is there


def client(timeout_s: float | None, connect_s: float = CONNECT_S, **more: Any) -> redis.Redis:
    """`timeout_s`: of one answer; None waits for ever (subscriptions)."""
    told = {"socket_timeout": timeout_s, "socket_connect_timeout": connect_s} | more
    address = parse(settings.REDIS_URL)
    if address is None:
        return redis.Redis.from_url(settings.REDIS_URL, **told)
    asked = redis.sentinel.Sentinel(address.sentinels, **_asking(address))  # type: ignore[no-untyped-call]
    found: redis.Redis = asked.master_for(address.service, **_there(address), **told)  # type: ignore[no-untyped-call]
    return found


def async_client(timeout_s: float | None, connect_s: float = CONNECT_S, **more: Any) -> redis.asyncio.Redis:
    told = {"socket_timeout": timeout_s, "socket_connect_timeout": connect_s} | more
    address = parse(settings.REDIS_URL)
    if address is None:
        return redis.asyncio.Redis.from_url(settings.REDIS_URL, **told)
    asked = redis.asyncio.sentinel.Sentinel(address.sentinels, **_asking(address))  # type: ignore[no-untyped-call]
    found: redis.asyncio.Redis = asked.master_for(address.service, **_there(address), **told)
    return found


def said_within(pubsub: Any, seconds: float) -> dict[str, Any] | None:
    """The next word on a subscription; None after `seconds` without one."""
    message = pubsub.get_message(timeout=seconds)
    return message if message is not None and message["type"] != PONG else None


def said_if_there(pubsub: Any) -> dict[str, Any] | None:
    """Asks on the subscription itself: any other connection may lead elsewhere by now. Whatever comes first is proof, and may be a word."""
    pubsub.ping()
    end = time.monotonic() + CONNECT_S
    while (left := end - time.monotonic()) > 0:
        if (message := pubsub.get_message(timeout=left)) is not None:
            return message if message["type"] != PONG else None
    raise redis.exceptions.TimeoutError("the subscription is silent")


async def said(pubsub: Any) -> dict[str, Any]:
    """The next word on a subscription, however long that takes; redis' TimeoutError when its server does not even answer a ping."""
    while True:
        message = await pubsub.get_message(timeout=SILENT_S)
        if message is None:
            await pubsub.ping()
            end = time.monotonic() + CONNECT_S
            while message is None:
                if (left := end - time.monotonic()) <= 0:
                    raise redis.exceptions.TimeoutError("the subscription is silent")
                message = await pubsub.get_message(timeout=left)
        if message["type"] != PONG:
            found: dict[str, Any] = message
            return found


def _asking(address: Watched) -> dict[str, Any]:
    return {
        "sentinel_kwargs": {"password": address.sentinel_password, "socket_timeout": ASK_S, "socket_connect_timeout": ASK_S, "retry": None}
    }


def _there(address: Watched) -> dict[str, Any]:
    return {"db": address.database, "username": address.username, "password": address.password}

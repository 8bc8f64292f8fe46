"""socket → **doorway** → consumer: what every socket asks before it lets somebody in, and how fast whoever is in may talk. No ORM.

Who a ticket belongs to is each socket's own question; a page of somebody else's never gets that far.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings


class Knock(NamedTuple):
    origin: str | None  # None: no browser
    ticket: str

    def fits(self, actor: str) -> bool:
        """A person comes from a page; a wall or a terminal may be a program."""
        return self.origin is not None or not actor.startswith("user:")


def same_host(origin: str, host: str) -> bool:
    return urlsplit(origin).netloc == host


def same_host_on_any_port(origin: str, host: str) -> bool:
    """For a process with a port of its own: the page comes from the same host. The ticket is what lets in."""
    own = urlsplit(origin).hostname
    return own is not None and own == urlsplit(f"//{host}").hostname


def knock(scope: Any, ours: Callable[[str, str], bool] = same_host) -> Knock | None:
    """None: the page is neither ours nor listed; it is closed before it is accepted, which a browser sees as HTTP 403."""
    headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
    origin = headers.get("origin")
    if origin is not None and not ours(origin, headers.get("host", "")) and origin not in settings.ALLOWED_ORIGINS:
        return None
    return Knock(origin, parse_qs(scope["query_string"].decode("latin1")).get("ticket", [""])[0])


class Bucket:
    """Tokens: so many a second, and as many at once as it holds."""

    def __init__(self, per_s: float, credit: float) -> None:
        self.per_s, self.credit, self.left, self.at = per_s, credit, credit, time.monotonic()

    def take(self, now: float) -> bool:
        self.left = min(self.credit, self.left + (now - self.at) * self.per_s)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
BURST_S = 10  # a district behind one address comes back all at once after a restart
MOST_ADDRESSES = 10_000


class Handshakes:
    """How fast one address may open sockets. An address that has been quiet long enough is as good as a new one, and is forgotten."""

    def __init__(self, per_s: float) -> None:
        self.per_s = per_s
        self.buckets: dict[str, Bucket] = {}

    def take(self, address: str, now: float) -> bool:
        if address not in self.buckets and len(self.buckets) >= MOST_ADDRESSES:
            self.buckets = {known: bucket for known, bucket in self.buckets.items() if now - bucket.at < BURST_S}
            if len(self.buckets) >= MOST_ADDRESSES:
                return False
        bucket = self.buckets.setdefault(address, Bucket(self.per_s, self.per_s * BURST_S))
        return bucket.take(now)


def caller_address(scope: Any) -> str:
    """Behind our own proxy (TRUST_PROXY) the last address that proxy wrote, which nobody outside can choose."""
    if settings.TRUST_PROXY:
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if forwarded:
            return str(forwarded[-1].decode("latin1").rpartition(",")[2].strip()[:45])
    return str((scope.get("client") or [""])[0])


def unhurried(application: Application) -> Application:
    """ASGI: whoever opens sockets faster than HANDSHAKES_PER_S gets HTTP 403 before anybody asks the database whose ticket it is."""
    handshakes = Handshakes(settings.HANDSHAKES_PER_S)

    async def inner(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not handshakes.take(caller_address(scope), time.monotonic()):
            await send({"type": "websocket.close"})
            return
        await application(scope, receive, send)

    return inner

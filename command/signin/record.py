"""The security log: stream `security:<city>`, chained and append-only like every other (realtime/log)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from realtime.log import act


def stream() -> str:
    return f"security:{settings.CITY}"


def watched() -> list[str]:
    """Streams an auditor reads and syslog is sent: signing in, people and posts, authority, exports."""
    return [f"{name}:{settings.CITY}" for name in ("security", "people", "authority", "exchange")]


def note(actor: str, kind: str, body: dict[str, Any]) -> None:
    with act(actor) as log:
        log.append(stream(), kind, body, area=settings.CITY)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind our own proxy (TRUST_PROXY) it is the last address that proxy wrote, which nobody outside can choose."""
    if settings.TRUST_PROXY and (forwarded := request.headers.get("X-Forwarded-For", "")):
        return forwarded.rpartition(",")[2].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]

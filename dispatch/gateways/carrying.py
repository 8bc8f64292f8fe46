"""Which gateways carry a kind of message now; asked often, so kept for a moment."""

from __future__ import annotations

import time

from dispatch.gateways.models import Provider

KEPT_S = 5.0
_kept: dict[str, tuple[float, list[Provider]]] = {}


def providers(kind: str) -> list[Provider]:
    at, found = _kept.get(kind, (0.0, []))
    if time.monotonic() - at > KEPT_S or not at:
        found = list(Provider.objects.of(kind).prefetch_related("templates"))
        _kept[kind] = (time.monotonic(), found)
    return found


def forget() -> None:
    """After a row was changed here; other processes see it within seconds."""
    _kept.clear()

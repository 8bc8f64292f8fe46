"""beats of the gateway → **report** → people and the simulator: which doors are open, as the gateway itself last said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models.functions import Now

from realtime.health.models import Beat

FRESH_S = 10
NAMES = {"http": "HTTP 上报", "jt808": "JT/T 808", "tak": "TAK", "tak_tls": "TAK(TLS)", "mavlink": "MAVLink(UDP)"}


class Told(NamedTuple):
    name: str
    words: str
    open: bool
    port: int | None
    connected: int
    detail: str


class Broker(NamedTuple):
    users: int
    clashes: int
    trouble: str


def told_broker() -> Broker | None:
    """How the broker's rights follow the registry; None where nobody was asked to keep them."""
    for beat in Beat.objects.filter(process="gateway", at__gt=Now() - timedelta(seconds=FRESH_S)).order_by("-at"):
        if said := beat.says.get("broker"):
            return Broker(said["users"], said["clashes"], said["trouble"])
    return None


def told_doors() -> list[Told]:
    """Of the gateway that works; a standby has none. Empty when no gateway has said anything lately."""
    found: dict[str, Any] = {}
    for beat in Beat.objects.filter(process="gateway", at__gt=Now() - timedelta(seconds=FRESH_S)).order_by("at"):
        found |= beat.says.get("doors", {})
    return [
        Told(name, words, door["open"], door.get("port"), door.get("connected", 0), door.get("detail", ""))
        for name, words in NAMES.items()
        if (door := found.get(name)) is not None
    ]

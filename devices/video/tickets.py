"""caller → **ticket** → media server → hook: what lets a browser or an aircraft use one path, checked again against our rights when it is shown."""

from __future__ import annotations

import time
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer

Action = Literal["publish", "read", "playback"]
SLOT_S = 6 * 3600  # a screen that shows a camera for days gets a new one this often; each is good for its slot and the next
NAME = "ticket"
_signer = Signer(salt="devices.video.tickets")


class Ticket(NamedTuple):
    action: Action
    path: str  # read: of the stream and its smaller picture
    actor: str
    slot: int


def issue(action: Action, path: str, actor: str) -> str:
    """The same for the whole slot, so that a tile that asks every fifteen seconds does not start its player anew each time."""
    return _signer.sign_object([action, path, actor, int(time.time() // SLOT_S)])


def read(text: str) -> Ticket | None:
    """None: not one of ours, or of yesterday. Whether its holder may still do that is for the hook to ask."""
    try:
        action, path, actor, slot = _signer.unsign_object(text)
    except (BadSignature, ValueError, TypeError):
        return None
    now = int(time.time() // SLOT_S)
    return Ticket(action, path, actor, slot) if slot in (now, now - 1) else None


def with_ticket(url: str, ticket: str) -> str:
    """Only where a media server asks us; elsewhere a foreign address would carry a secret it does not know."""
    if not settings.MEDIAMTX_SECRET:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{NAME}={ticket}"

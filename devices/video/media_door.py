"""MediaMTX → **media door** → yes or no: its `authHTTPAddress`. Who may send or see one path is decided here, by our rights of this moment."""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from devices.doors.credentials import holds
from devices.terminals.models import Terminal
from devices.video import tickets
from devices.video.models import Stream
from devices.video.providers.mediamtx import OURS, USER, stream_of
from realtime.accounts.may import READ, caller_of_actor

log = logging.getLogger(__name__)

MOST = 16 * 1024
LIVE = "live/"  # where terminals push: live/{external id}
OK, ASK, NO = 200, 401, 403


def knows(request: HttpRequest) -> bool:
    """The server shows the secret of this installation in the address it was given; without one the door stays shut."""
    secret = settings.MEDIAMTX_SECRET
    return bool(secret) and hmac.compare_digest(request.GET.get("key", "").encode(), secret.encode())


@csrf_exempt  # a server of ours, not a browser: it shows a secret
@require_POST
def auth(request: HttpRequest) -> HttpResponse:
    """20x lets in. 401 to who showed nothing, so that a client asks its person or its settings for a password; 403 is the end of it."""
    if not knows(request) or len(request.body) > MOST:
        return HttpResponse(status=NO)
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        return HttpResponse(status=NO)
    if not isinstance(asked, dict):
        return HttpResponse(status=NO)
    status = judge({name: str(value) for name, value in asked.items() if isinstance(value, str | int)})
    if status != OK and (asked.get("user") or asked.get("query")):
        log.warning(
            "media: %s of %r over %s from %s refused", asked.get("action"), asked.get("path"), asked.get("protocol"), asked.get("ip")
        )
    return HttpResponse(status=status)


def judge(asked: dict[str, str]) -> int:
    """`{user, password, token, ip, action, path, protocol, id, query}` as MediaMTX sends it; a field that is missing is empty."""
    action, path = asked.get("action", ""), asked.get("path", "")
    if action == "api":  # we ourselves; whoever may make paths may see everything
        secret = settings.MEDIAMTX_SECRET
        return OK if asked.get("user") == USER and hmac.compare_digest(asked.get("password", "").encode(), secret.encode()) else ASK
    if action not in ("publish", "read", "playback"):
        return NO  # metrics and profiles of the server are nobody's from outside
    shown = parse_qs(asked.get("query", "")).get(tickets.NAME) or ([asked["token"]] if asked.get("token") else [])
    if shown:
        return OK if _ticket_holds(shown[0], action, path) else NO
    if asked.get("user") and action == "publish":
        return OK if _terminal_holds(asked["user"], asked.get("password", ""), path) else NO
    return NO if asked.get("user") else ASK


def _ticket_holds(text: str, action: str, path: str) -> bool:
    ticket = tickets.read(text)
    if ticket is None or ticket.action != action or path not in (ticket.path, f"{ticket.path}-sub"):
        return False
    if action == "publish":
        kind, _, key = ticket.actor.partition(":")
        return kind == "terminal" and key.isdecimal() and Terminal.objects.live().filter(pk=int(key)).exists()
    stream = _stream_of(path)
    who = caller_of_actor(ticket.actor)
    return stream is not None and who is not None and who.may(READ, stream.area)


def _terminal_holds(user: str, password: str, path: str) -> bool:
    """A body camera or an encoder that was given a secret: it may send as itself and as nobody else."""
    if path != f"{LIVE}{user}":
        return False
    found: list[Any] = list(Terminal.objects.live().filter(external_id=user)[:4])
    return any(holds(terminal.credential, terminal.adapter, password) for terminal in found)


def _stream_of(path: str) -> Stream | None:
    """Which lens this path shows."""
    if path.startswith(OURS):
        return Stream.objects.filter(pk=stream_of(path) or 0, active=True).first()
    if path.startswith(LIVE):
        return Stream.objects.filter(
            provider="dji", active=True, subject__terminals__external_id=path.removeprefix(LIVE), subject__terminals__revoked_at=None
        ).first()
    return None

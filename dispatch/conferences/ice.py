"""join → **ice** → page: servers that help two pages find a way to each other; the relay's password is worth a few hours (coturn, `use-auth-secret`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from django.conf import settings

from dispatch.conferences.rows import IceServer

VALID_S = 6 * 3600


def ice_servers(peer: int) -> list[IceServer]:
    """None configured: pages of one network find each other without."""
    servers: list[IceServer] = [{"urls": [url]} for url in settings.TURN_URL if url.startswith("stun")]
    turns = [url for url in settings.TURN_URL if url.startswith("turn")]
    if turns:
        username = f"{int(time.time()) + VALID_S}:leg-{peer}"
        password = base64.b64encode(hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()).decode()
        servers.append({"urls": turns, "username": username, "credential": password})
    return servers

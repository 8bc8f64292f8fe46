"""conference → **jitsi** → its own page: a room under our name, and a signed token that says who comes and who is moderator."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
import requests
from django.conf import settings

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.providers.known import TIMEOUT_S, NothingToAsk, ProviderDown, Way

VALID_S = 12 * 3600


class Jitsi(NothingToAsk):
    name = "jitsi"
    words = "Jitsi"
    in_page = False
    outside = True
    most_video: int | None = None
    most_voice: int | None = None

    def configured(self, area: str) -> bool:
        return bool(settings.JITSI_URL and settings.JITSI_APP_ID and settings.JITSI_APP_SECRET)

    def reserve(self, conference: Conference) -> dict[str, Any]:
        return {"url": f"{settings.JITSI_URL}/{quote(conference.number)}"}

    def way(self, conference: Conference, leg: Leg) -> Way:
        now, room = int(time.time()), conference.number
        host = leg.user is not None and conference.host == leg.user.actor
        token = jwt.encode(
            {
                "aud": "jitsi", "iss": settings.JITSI_APP_ID, "sub": urlsplit(settings.JITSI_URL).hostname, "room": room,
                "nbf": now - 10, "exp": now + VALID_S,
                "context": {"user": {"id": f"leg-{leg.pk}", "name": leg.name, "moderator": host, "affiliation": "owner" if host else "member"}},
            },
            settings.JITSI_APP_SECRET, algorithm="HS256",
        )  # fmt: skip
        return Way(url=f"{settings.JITSI_URL}/{quote(room)}?jwt={token}", token=token, room=room)

    def probe(self) -> None:
        try:
            answer = requests.get(f"{settings.JITSI_URL}/http-bind", timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise ProviderDown(f"Jitsi 没有应答({type(error).__name__})") from error
        if answer.status_code >= 500:
            raise ProviderDown(f"Jitsi 故障({answer.status_code})")


provider = Jitsi()

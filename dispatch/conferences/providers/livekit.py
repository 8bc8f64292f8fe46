"""conference → **livekit** → its own page: we sign who may come in as what (JWT); the room is made by the first who does."""

from __future__ import annotations

import time
from urllib.parse import quote

import jwt
import requests
from django.conf import settings

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.providers.known import TIMEOUT_S, NothingToAsk, ProviderDown, Way

VALID_S = 12 * 3600  # a conference of a night; who was shown out is not let in again by us, but the token lives on


class LiveKit(NothingToAsk):
    name = "livekit"
    words = "LiveKit"
    in_page = False
    outside = True
    most_video: int | None = None
    most_voice: int | None = None

    def configured(self, area: str) -> bool:
        return bool(settings.LIVEKIT_URL and settings.LIVEKIT_API_KEY and settings.LIVEKIT_API_SECRET and settings.LIVEKIT_MEET_URL)

    def way(self, conference: Conference, leg: Leg) -> Way:
        now = int(time.time())
        speaks = not leg.listen_only
        token = jwt.encode(
            {
                "iss": settings.LIVEKIT_API_KEY, "sub": f"leg-{leg.pk}", "name": leg.name, "nbf": now - 10, "exp": now + VALID_S,
                "video": {
                    "room": conference.number, "roomJoin": True, "canPublish": speaks, "canPublishData": speaks, "canSubscribe": True,
                },
            },
            settings.LIVEKIT_API_SECRET, algorithm="HS256",
        )  # fmt: skip
        page = settings.LIVEKIT_MEET_URL.replace("{url}", quote(settings.LIVEKIT_URL, safe="")).replace("{token}", token)
        return Way(url=page, token=token, room=conference.number)

    def probe(self) -> None:
        """Its root answers “OK” to plain HTTP."""
        base = settings.LIVEKIT_URL.replace("wss://", "https://", 1).replace("ws://", "http://", 1)
        try:
            answer = requests.get(base, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise ProviderDown(f"LiveKit 没有应答({type(error).__name__})") from error
        if answer.status_code >= 500:
            raise ProviderDown(f"LiveKit 故障({answer.status_code})")


provider = LiveKit()

"""conference → **janus** → pages: a room of the videoroom plugin; the server makes and removes it, pages speak to Janus themselves."""

from __future__ import annotations

import secrets
from typing import Any

import requests
from django.conf import settings

from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.providers.known import TIMEOUT_S, ProviderDown, Way
from dispatch.conferences.systems import Work

PLUGIN = "janus.plugin.videoroom"
NO_SUCH_ROOM, ROOM_EXISTS = 426, 427
PUBLISHERS = 16  # more senders in one room than this and Janus is the wrong server
BITRATE = 768_000  # per sender: 640×360 and a legible screen


class Janus:
    name = "janus"
    words = "本地会议服务器"
    in_page = True
    outside = True
    most_video: int | None = PUBLISHERS
    most_voice: int | None = PUBLISHERS

    def configured(self, area: str) -> bool:
        return bool(settings.JANUS_URL and settings.JANUS_WS_URL)

    def reserve(self, conference: Conference) -> dict[str, Any]:
        """`secret` is ours alone, `pin` is given to who may come in."""
        return {
            "room": secrets.randbelow(2**50) + 1,
            "secret": secrets.token_urlsafe(18),
            "pin": secrets.token_urlsafe(9),
            "name": conference.number,
        }

    def way(self, conference: Conference, leg: Leg) -> Way:
        room = conference.room
        return Way(url=settings.JANUS_WS_URL, room=str(room["room"]), pin=room["pin"])

    def carry_out(self, kind: str, room: dict[str, Any]) -> None:
        with _Session() as janus:
            if kind == Work.CREATE:
                janus.ask(
                    {
                        "request": "create", "room": room["room"], "secret": room["secret"], "pin": room["pin"], "permanent": False,
                        "description": room["name"], "is_private": True, "publishers": PUBLISHERS, "bitrate": BITRATE,
                        "audiocodec": "opus", "videocodec": "vp8", "fir_freq": 10, "notify_joining": True,
                        **({"rec_dir": f"{settings.JANUS_REC_DIR}/{room['room']}"} if settings.JANUS_REC_DIR else {}),
                        **({"admin_key": settings.JANUS_ADMIN_KEY} if settings.JANUS_ADMIN_KEY else {}),
                    },
                    ROOM_EXISTS,
                )  # fmt: skip
            elif kind == Work.CLOSE:
                janus.ask({"request": "destroy", "room": room["room"], "secret": room["secret"], "permanent": False}, NO_SUCH_ROOM)
            else:
                janus.ask({"request": "enable_recording", "room": room["room"], "secret": room["secret"], "record": kind == Work.RECORD})

    def probe(self) -> None:
        said = _get(f"{settings.JANUS_URL}/info")
        if PLUGIN not in said.get("plugins", {}):
            raise ProviderDown("会议服务器没有装载 videoroom 模块")


class _Session:
    """One short visit to the REST interface of Janus."""

    def __enter__(self) -> _Session:
        self.base = settings.JANUS_URL
        self.base = f"{self.base}/{_post(self.base, {'janus': 'create'})['data']['id']}"
        self.handle = f"{self.base}/{_post(self.base, {'janus': 'attach', 'plugin': PLUGIN})['data']['id']}"
        return self

    def __exit__(self, *_: object) -> None:
        try:
            _post(self.base, {"janus": "destroy"})
        except ProviderDown:
            return  # it ends the session by itself after a minute

    def ask(self, body: dict[str, Any], fine: int = 0) -> None:
        """`fine`: the error that means that it was done before."""
        said = _post(self.handle, {"janus": "message", "body": body}).get("plugindata", {}).get("data", {})
        code = said.get("error_code")
        if code is not None and code != fine:
            raise ProviderDown(f"会议服务器拒绝:{said.get('error', '')} ({code})"[:120])


def _post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    secret = {"apisecret": settings.JANUS_API_SECRET} if settings.JANUS_API_SECRET else {}
    try:
        said: dict[str, Any] = requests.post(url, json=body | {"transaction": secrets.token_hex(6)} | secret, timeout=TIMEOUT_S / 2).json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderDown(f"会议服务器没有应答({type(error).__name__})") from error
    if said.get("janus") == "error":
        raise ProviderDown(f"会议服务器拒绝:{said['error'].get('reason', '')}"[:120])
    return said


def _get(url: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = requests.get(url, timeout=TIMEOUT_S).json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderDown(f"会议服务器没有应答({type(error).__name__})") from error
    return said


provider = Janus()

"""OwnTracks in HTTP mode, OsmAnd, Traccar client and GPSLogger → **phones** → asking."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from aiohttp import BasicAuth, web

from devices.adapters import osmand
from devices.doors.http.asking import Asking, refusal
from devices.doors.http.outbox import Outbox
from devices.doors.http.serving import body_of
from devices.readings import Source, Undecodable


class Phones:
    def __init__(self, asking: Asking, outbox: Outbox) -> None:
        self.asking, self.outbox = asking, outbox

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.osmand),
            web.post("/", self.osmand),
            web.get("/osmand", self.osmand),
            web.post("/osmand", self.osmand),
            web.post("/owntracks", self.owntracks),
            web.post("/pub", self.owntracks),  # as the Recorder of OwnTracks calls it
        ]

    async def osmand(self, request: web.Request) -> web.Response:
        """A query, a form, or the new client's JSON; an empty 200 is what all of them expect."""
        payload = _report(request.query_string.encode(), await body_of(request))
        try:
            ident = osmand.device_of(payload)
        except Undecodable as error:
            self.asking.hall.refuse("osmand/?", error.reason, payload)
            return refusal(400, error.reason)
        if not ident:
            return refusal(400, "缺少 id")
        said = await self.asking.say(request, Source(osmand.NAME, ident), f"osmand/{ident}", payload)
        return said if isinstance(said, web.Response) else web.Response()

    async def owntracks(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        user, device = _named(request, body)
        if not user or not device:
            return refusal(400, "缺少用户或设备:请设置 X-Limit-U 与 X-Limit-D,或基本认证的用户名与设备名")
        ident = f"{user}/{device}"
        said = await self.asking.say(request, Source("owntracks", ident), f"owntracks/{ident}/http", body)
        if isinstance(said, web.Response):
            return said
        commands = [msgspec.Raw(payload) for payload in self.outbox.take(f"owntracks/{ident}/cmd/http")]
        return web.Response(body=msgspec.json.encode(commands), content_type="application/json")


_TOKEN = re.compile(rb"(?:^|(?<=&))token=[^&]*&?")


def _report(query: bytes, body: bytes) -> bytes:
    """JSON is all that a client says that sends it; a form may stand beside a query. The secret in an address is never kept."""
    body = body.strip()
    if body[:1] == b"{":
        return body
    return b"&".join(part for part in (_TOKEN.sub(b"", query), body) if part)


def _named(request: web.Request, body: bytes) -> tuple[str, str]:
    """The headers say it; without them the user is who signs in, and the device is in the message's own topic."""
    user, device = request.headers.get("X-Limit-U", ""), request.headers.get("X-Limit-D", "")
    user = user or request.query.get("u", "")
    device = device or request.query.get("d", "")
    if not user:
        try:
            user = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf-8").login
        except ValueError:
            user = ""
    if not user or not device:
        levels = _topic(body).split("/")
        if len(levels) >= 3 and levels[0] == "owntracks":
            user, device = user or levels[1], device or levels[2]
    return _level(user), _level(device)


def _topic(body: bytes) -> str:
    try:
        said: Any = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return ""
    topic = said.get("topic") if isinstance(said, dict) else None
    return topic if isinstance(topic, str) else ""


def _level(name: str) -> str:
    """A level of a topic holds no slash and no wildcard."""
    return "" if any(sign in name for sign in "/+#\x00") else name.strip()

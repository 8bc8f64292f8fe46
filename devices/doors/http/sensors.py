"""ThingsBoard's HTTP device API → **sensors** → asking: the token in the address is all that a sensor shows, so the token is its secret."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict

from aiohttp import web

from devices.doors.credentials import digest_of
from devices.doors.http.asking import Asking, refusal
from devices.doors.http.serving import body_of
from devices.readings import Source

NAME = "thingsboard"
WAIT_S, LONGEST_S = 20.0, 60.0
MAX_ASKING = 2_000  # sensors that wait for a command at a time


class Sensors:
    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._waiting: OrderedDict[str, asyncio.Future[bytes]] = OrderedDict()
        self._by_address: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        base = "/api/v1/{token}"
        return [
            web.post(f"{base}/telemetry", self.telemetry),
            web.post(f"{base}/attributes", self.attributes),
            web.get(f"{base}/attributes", self.shared),
            web.get(f"{base}/rpc", self.command),
            web.post(base + "/rpc/{number:[0-9]{1,12}}", self.answer),
        ]

    async def _who(self, token: str) -> str:
        """The registered name. Without one it is named by a part of its token's digest; once that is registered, the token is pinned to it."""
        name = self.asking.hall.holder(NAME, token)
        if name is not None:
            return name
        name = f"token-{digest_of(NAME, token)[:12]}"
        await self.asking.hall.pin(Source(NAME, name), token)
        return name

    async def _said(self, request: web.Request, channel: str) -> web.Response:
        token, body = request.match_info["token"], await body_of(request)
        name = await self._who(token)
        said = await self.asking.say(request, Source(NAME, name), f"thingsboard/{name}/{channel}", body, secret=token)
        return said if isinstance(said, web.Response) else web.Response()

    async def telemetry(self, request: web.Request) -> web.Response:
        return await self._said(request, "telemetry")

    async def attributes(self, request: web.Request) -> web.Response:
        return await self._said(request, "attributes")

    async def answer(self, request: web.Request) -> web.Response:
        return await self._said(request, f"rpc/response/{request.match_info['number']}")

    async def shared(self, request: web.Request) -> web.Response:
        """A sensor that asks for shared attributes waits for the answer; the centre keeps none."""
        return web.json_response({})

    async def command(self, request: web.Request) -> web.Response:
        """The long poll: answered with the next command, or 408 when there was none, as ThingsBoard does."""
        token = request.match_info["token"]
        name = self.asking.hall.holder(NAME, token)
        if name is None:
            return refusal(401, "令牌未登记")
        if len(self._waiting) >= MAX_ASKING:
            return refusal(503, "等待中的连接过多")
        try:
            wait = min(float(request.query.get("timeout", WAIT_S * 1000)) / 1000, LONGEST_S)
        except ValueError:
            wait = WAIT_S
        before = self._waiting.pop(name, None)
        if before is not None and not before.done():
            before.cancel()
        waiting: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[name] = waiting
        try:
            return web.Response(body=await asyncio.wait_for(waiting, max(wait, 0.0)), content_type="application/json")
        except TimeoutError:
            return web.Response(status=408)
        except asyncio.CancelledError:
            if waiting.cancelled() and self._waiting.get(name) is not waiting:
                return web.Response(status=408)  # the same sensor asks on a newer connection
            raise
        finally:
            if self._waiting.get(name) is waiting:
                del self._waiting[name]

    def deliver(self, name: str, payload: bytes) -> bool:
        waiting = self._waiting.get(name)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(payload)
        return True

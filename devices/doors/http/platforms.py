"""Traccar, wvp and the gateways of agencies → **platforms** → asking: servers that speak for many devices, under one token."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import msgspec
from aiohttp import web

from devices.adapters import gb28181, traccar
from devices.doors.http.asking import Asking, refusal
from devices.doors.http.serving import body_of
from devices.readings import Source, Undecodable
from realtime.positions import KIND_CODE

MAX_ITEMS = 500  # in one request
CHANNELS = ("pos", "status", "sos", "ack", "hotspot", "measure")


class Platforms:
    def __init__(self, asking: Asking) -> None:
        self.asking = asking

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/traccar", self.traccar),
            web.post("/gb28181", self.gb28181),
            web.post("/wvp", self.gb28181),
            web.post("/intake", self.intake),
            web.post("/intake/{channel}", self.intake),
        ]

    async def traccar(self, request: web.Request) -> web.Response:
        return await self._of(request, traccar)

    async def gb28181(self, request: web.Request) -> web.Response:
        return await self._of(request, gb28181)

    async def _of(self, request: web.Request, adapter: ModuleType) -> web.Response:
        if refused := self.asking.platform_refused(request):
            return refused
        body = await body_of(request)
        name = str(adapter.NAME)
        frames = []
        try:
            for item in _items(body):
                ident = adapter.device_of(item)
                if not ident or any(sign in ident for sign in "/+#\x00"):
                    raise Undecodable("缺少设备编号")
                frames.append((Source(name, ident), f"{name}/{ident}", item))
        except Undecodable as error:
            self.asking.hall.refuse(f"{name}/?", error.reason, body)
            return refusal(400, error.reason)
        return await self._all(request, frames)

    async def intake(self, request: web.Request) -> web.Response:
        """Our own radio JSON, one or a list; ``id`` says who, ``ts`` is another name of ``at``."""
        if refused := self.asking.platform_refused(request):
            return refused
        body = await body_of(request)
        frames = []
        try:
            for item in _items(body):
                frames.append(_frame(item, request.match_info.get("channel", "")))
        except Undecodable as error:
            self.asking.hall.refuse("ecc/?", error.reason, body)
            return refusal(400, error.reason)
        return await self._all(request, frames)

    async def _all(self, request: web.Request, frames: list[tuple[Source, str, bytes]]) -> web.Response:
        """Each stands for itself; the answer is the worst of theirs, so that a platform that repeats loses none."""
        refusals: list[dict[str, Any]] = []
        worst = 200
        for source, topic, payload in frames:
            said = await self.asking.say(request, source, topic, payload, platform=bool(self.asking.token))
            if isinstance(said, web.Response):
                worst = max(worst, said.status)
                refusals.append({"id": source.external_id} | msgspec.json.decode(said.body or b"{}"))  # type: ignore[arg-type]
        if not refusals:
            return web.json_response({"taken": len(frames)})
        if len(frames) == 1:
            return web.json_response(body=msgspec.json.encode(refusals[0]), status=worst)
        told = {"taken": len(frames) - len(refusals), "refused": refusals}
        return web.json_response(body=msgspec.json.encode(told), status=worst)


def _items(body: bytes) -> list[bytes]:
    """A list of JSON objects is so many messages; anything else is one."""
    if body.lstrip()[:1] != b"[":
        return [body]
    try:
        items = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Undecodable(f"无法解析: {error}"[:200]) from None
    if not 0 < len(items) <= MAX_ITEMS:
        raise Undecodable(f"一次最多 {MAX_ITEMS} 条,且不能为空")
    return [bytes(item) for item in items]


def _frame(item: bytes, channel: str) -> tuple[Source, str, bytes]:
    """One item of the generic intake as the radio adapter reads it."""
    try:
        said = msgspec.json.decode(item, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Undecodable(f"无法解析: {error}"[:200]) from None
    ident = said.get("id")
    ident = str(ident) if isinstance(ident, str | int) else ""
    if not ident or any(sign in ident for sign in "/+#\x00"):
        raise Undecodable("缺少 id,或 id 含有 / + #")
    channel = channel or _channel(said)
    if channel not in CHANNELS:
        raise Undecodable(f"不认识的通道 {channel[:20]}")
    kind, area = str(said.pop("kind", "")) if channel != "ack" else "", str(said.pop("area", ""))
    said["id"] = ident
    if "ts" in said:
        said.setdefault("at", said.pop("ts"))
    if channel == "sos":
        said.setdefault("active", bool(said.pop("sos", True)))
    topic = f"ecc/v1/{area if area.isdigit() else '-'}/{kind if kind in KIND_CODE else 'radio'}/{ident}/{channel}"
    return Source("radio", ident), topic, msgspec.json.encode(said)


def _channel(said: dict[str, Any]) -> str:
    """What an item without a channel of its own most likely is."""
    if "sos" in said:
        return "sos"
    if "values" in said:
        return "measure"
    if "order" in said or "call" in said:
        return "ack"
    return "pos" if "lat" in said else "status"

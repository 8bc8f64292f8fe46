"""wire → **owntracks** → pipeline: any Android or iOS phone with the free OwnTracks app (docs/devices.md §3).

Times are seconds, ``vel`` is km/h. Positions are retained by the broker: their age counts from ``tst``, not from when we were told.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, finite, hash_of
from devices.readings import Decoded, Fix, Source, Status, Text, Undecodable, device_time

NAME = "owntracks"
ROOTS = ("owntracks",)
TELEMETRY = ("owntracks/+/+", "owntracks/+/+/info", "owntracks/+/+/status", "owntracks/+/+/waypoint", "owntracks/+/+/waypoints")
PROMISES = ("owntracks/+/+/event",)

_KMH = 1 / 3.6
_UP = {"", "event", "info", "status", "waypoint", "waypoints", "http"}  # http: the app's HTTP mode, whose commands leave with our answer
# Valid messages that say nothing the centre keeps.
_IGNORED = {"waypoint", "waypoints", "steps", "beacon", "dump", "status", "cmd", "configuration"}


class _Message(msgspec.Struct, gc=False, rename={"type": "_type"}):
    type: str
    lat: float | None = None
    lon: float | None = None
    tst: float | None = None
    acc: float | None = None
    alt: float | None = None
    vel: float | None = None
    cog: float | None = None
    batt: float | None = None
    conn: str | None = None
    topic: str | None = None
    event: str | None = None
    desc: str | None = None
    name: str | None = None


_message = msgspec.json.Decoder(_Message).decode


def remember(source: Source, facts: Facts) -> None:
    return None


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if not 3 <= len(levels) <= 4 or not levels[1] or not levels[2]:
        raise Undecodable("主题应为 owntracks/{用户}/{设备}")
    if (levels[3] if len(levels) == 4 else "") not in _UP:
        raise Undecodable(f"不认识的通道 {levels[3][:20]}")
    external_id = f"{levels[1]}/{levels[2]}"
    if len(external_id) > 128:
        raise Undecodable("用户与设备名过长")
    source = Source(NAME, external_id)
    own = f"owntracks/{external_id}"
    if levels[3:] == ["http"]:
        return source, _by_http(source, own)
    return source, _reader(source, own)


def _by_http(source: Source, own: str) -> Reader:
    read = _reader(source, own)

    def read_and_say_how(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        readings, replies = read(payload, received_ms, retained, memory)
        return [*readings, Status(source=source, received_ms=received_ms, learned={"http": True})], replies

    return read_and_say_how


def _reader(source: Source, own: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        if not payload:
            return [], ()  # an empty retained message clears the broker's memory
        m = _message(payload)
        if m.topic is not None and m.topic != own and not m.topic.startswith(own + "/"):
            raise Undecodable("报文中的 topic 与主题不符")
        at_ms = None if m.tst is None else device_time(m.tst * 1000)
        if m.type == "location":
            return [_fix(source, m, at_ms, received_ms, retained)], ()
        if m.type == "lwt":
            return [Status(source=source, at_ms=None, received_ms=received_ms, online=False)], ()
        if m.type == "transition":
            words = f"{m.event or ''} {m.desc or ''}".strip()[:200]
            text = Text(
                source=source,
                at_ms=at_ms,
                received_ms=received_ms,
                message_id=f"transition:{hash_of(payload)}",
                text=words,
                topic="transition",
            )
            has_position = m.lat is not None and m.lon is not None
            return ([text, _fix(source, m, at_ms, received_ms, retained)] if has_position else [text]), ()
        if m.type == "card":
            learned: dict[str, Any] = {"name": m.name[:80]} if m.name else {}
            return [Status(source=source, at_ms=None, received_ms=received_ms, learned=learned or None)], ()
        if m.type == "encrypted":
            raise Undecodable("载荷已加密(OwnTracks 客户端设置了密钥),平台无法读取")
        if m.type in _IGNORED:
            return [], ()
        raise Undecodable(f"不认识的 _type {m.type[:20]}")

    return read


def _fix(source: Source, m: _Message, at_ms: int | None, received_ms: int, retained: bool) -> Fix:
    if m.lat is None or m.lon is None:
        raise Undecodable("位置缺少 lat 或 lon")
    speed = None if m.vel is None or m.vel < 0 else m.vel * _KMH
    heading = None if m.cog is None or m.cog < 0 else m.cog
    link = 0.0 if m.conn == "o" else None  # sent later from the phone's own queue; otherwise the app does not say
    return Fix(source, at_ms, received_ms, m.lat, m.lon, m.alt, None, speed, heading, finite(m.batt), link, m.acc, None, retained)


def hint(topic: str) -> dict[str, object]:
    levels = topic.split("/")
    return {"kind": "phone", "area": "", "label": f"{levels[1]} {levels[2]}"}


def encode(command: Command) -> tuple[str, bytes]:
    """The app can be asked where it is and little else; it cannot show an order."""
    if command.kind != "locate":
        raise Unsupported("OwnTracks 手机只能被要求上报位置,不能显示指令;请用网页终端或电话通知")
    way = "/http" if command.meta.get("http") else ""
    return f"owntracks/{command.external_id}/cmd{way}", msgspec.json.encode({"_type": "cmd", "action": "reportLocation"})

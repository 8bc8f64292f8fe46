"""wire → **osmand** → pipeline: OsmAnd, the Traccar client and whatever calls an address with ``id``, ``lat`` and ``lon`` (docs/devices.md).

Topic ``osmand/{id}``. Two forms: a query or form, whose speed is in **knots**; and the new client's JSON, whose speed is in **m/s**.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, finite, hash_of
from devices.readings import Decoded, Fix, Reading, Sos, Source, Status, Undecodable, device_time
from devices.sane import judge

NAME = "osmand"
ROOTS = ("osmand",)
TELEMETRY: tuple[str, ...] = ()
PROMISES: tuple[str, ...] = ()

KNOT = 1852 / 3600
MAX_FIELDS = 100
_MAX_ID = 128
_YES = ("true", "1", "yes")


class _Coords(msgspec.Struct, gc=False):
    latitude: float
    longitude: float
    accuracy: float | None = None
    speed: float | None = None
    heading: float | None = None
    altitude: float | None = None


class _Battery(msgspec.Struct, gc=False):
    level: float | None = None


class _Location(msgspec.Struct, gc=False):
    coords: _Coords
    timestamp: str | float | None = None
    battery: _Battery | None = None
    event: str | None = None
    alarm: str | None = None
    extras: dict[str, Any] | None = None


class _Client(msgspec.Struct, gc=False):
    location: _Location
    device_id: str | int


_client = msgspec.json.Decoder(_Client).decode


def remember(source: Source, facts: Facts) -> None:
    return None


def fields_of(payload: bytes) -> dict[str, str]:
    """A query or form; the first of a repeated name counts. Names as people write them, in any case."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(payload.decode("utf-8", errors="replace"), max_num_fields=MAX_FIELDS):
        found.setdefault(name.lower(), value.strip())
    return found


def device_of(payload: bytes) -> str:
    """Who speaks; the door asks it for the topic."""
    if payload.lstrip()[:1] == b"{":
        try:
            return str(_client(payload).device_id)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise Undecodable(f"无法解析: {error}"[:200]) from None
    try:
        fields = fields_of(payload)
    except ValueError:
        raise Undecodable(f"参数超过 {MAX_FIELDS} 个") from None
    return fields.get("id") or fields.get("deviceid") or fields.get("device_id") or ""


def route(topic: str) -> tuple[Source, Reader]:
    ident = topic.partition("/")[2]
    if not ident or len(ident) > _MAX_ID:
        raise Undecodable("设备编号为空或过长")
    source = Source(NAME, ident)

    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        if payload.lstrip()[:1] == b"{":
            return _json(source, _client(payload), payload, received_ms), ()
        return _query(source, fields_of(payload), payload, received_ms), ()

    return source, read


def _json(source: Source, said: _Client, payload: bytes, received_ms: int) -> list[Reading]:
    if str(said.device_id) != source.external_id:
        raise Undecodable("报文中的 device_id 与主题不符")
    where, c = said.location, said.location.coords
    level = where.battery.level if where.battery else None
    alarm = where.alarm or (where.extras or {}).get("alarm") or where.event
    at_ms = instant_of(str(where.timestamp)) if where.timestamp is not None else None
    fix = Fix(
        source, at_ms, received_ms, c.latitude, c.longitude, _unless_minus(c.altitude), None, _unless_minus(c.speed), _unless_minus(c.heading),
        level * 100 if level is not None and 0 <= level <= 1 else None, None, finite(c.accuracy),
    )  # fmt: skip
    return _with_sos(source, fix, alarm, at_ms, payload, received_ms)


def _query(source: Source, said: dict[str, str], payload: bytes, received_ms: int) -> list[Reading]:
    if source.external_id not in (said.get("id"), said.get("deviceid"), said.get("device_id")):
        raise Undecodable("报文中的 id 与主题不符")
    lat, lon = _number(said, "lat", "latitude"), _number(said, "lon", "lng", "longitude")
    if lat is None and "location" in said:
        first, _, second = said["location"].partition(",")
        lat, lon = float(first), float(second)
    at_ms = instant_of(said["timestamp"]) if said.get("timestamp") else None
    battery = _number(said, "batt", "battery", "batterylevel")
    battery = battery if battery is not None and 0 <= battery <= 100 else None
    alarm = said.get("alarm")
    if lat is None or lon is None or said.get("valid", "true").lower() not in _YES:
        held = Status(source=source, received_ms=received_ms, held=True, battery=battery)
        sos = _sos(source, None, at_ms, payload, received_ms) if _is_sos(alarm) else None
        return [sos, held] if sos else [held]
    speed = _unless_minus(_number(said, "speed"))
    fix = Fix(
        source, at_ms, received_ms, lat, lon, finite(_number(said, "altitude", "alt")), None, speed * KNOT if speed is not None else None,
        _unless_minus(_number(said, "bearing", "heading")), battery, None, _unless_minus(_number(said, "accuracy", "acc")),
    )  # fmt: skip
    return _with_sos(source, fix, alarm, at_ms, payload, received_ms)


def _with_sos(source: Source, fix: Fix, alarm: Any, at_ms: int | None, payload: bytes, received_ms: int) -> list[Reading]:
    return [_sos(source, fix, at_ms, payload, received_ms), fix] if _is_sos(alarm) else [fix]


def _is_sos(alarm: Any) -> bool:
    return isinstance(alarm, str) and alarm.strip().lower() == "sos"


def _sos(source: Source, fix: Fix | None, at_ms: int | None, payload: bytes, received_ms: int) -> Sos:
    # Without a time of its own the same words tomorrow are tomorrow's call for help
    key = hash_of(payload) if at_ms is not None else f"{hash_of(payload)}:{received_ms // 60_000}"
    placed = fix is not None and judge(fix.lat, fix.lon, None, received_ms) == 0
    return Sos(
        source=source,
        at_ms=at_ms,
        received_ms=received_ms,
        active=True,
        message_id=f"sos:{key}",
        lat=fix.lat if fix and placed else None,
        lon=fix.lon if fix and placed else None,
    )


def _number(said: dict[str, str], *names: str) -> float | None:
    for name in names:
        if said.get(name):
            value = float(said[name])
            if not math.isfinite(value):
                raise Undecodable(f"{name} 不是有限的数")
            return value
    return None


def _unless_minus(value: float | None) -> float | None:
    """The client says −1 for what it does not know."""
    return None if value is None or value == -1 else finite(value)


def instant_of(text: str) -> int | None:
    """Seconds, milliseconds, ISO-8601, or ``yyyy-MM-dd HH:mm:ss`` in UTC."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        if not math.isfinite(number):
            raise Undecodable("时间不是有限的数")
        return device_time(number)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Undecodable("看不懂的时间格式") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return device_time(at.timestamp() * 1000)


def hint(topic: str) -> dict[str, object]:
    return {"kind": "phone", "area": "", "label": topic.partition("/")[2]}


def encode(command: Command) -> tuple[str, bytes]:
    raise Unsupported("OsmAnd/Traccar 手机只上报,不能接收指令;请用网页终端或电话通知")

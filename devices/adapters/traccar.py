"""wire → **traccar** → pipeline: what a Traccar server forwards of its two hundred kinds of trackers (docs/devices.md). Speed is in **knots**.

``forward.type=json`` through the HTTP door, or ``forward.type=mqtt`` with a topic ``traccar/…``; the device is named in the message, as one server
speaks for all of its devices. A forwarded event (``event.forward``) about an alarm and the position it belongs to are one SOS.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, finite
from devices.adapters.osmand import KNOT, instant_of
from devices.readings import Decoded, Fix, Reading, Sos, Source, Status, Text, Undecodable

NAME = "traccar"
ROOTS = ("traccar",)
TELEMETRY: tuple[str, ...] = ()
PROMISES = ("traccar/#",)

_MAX_ID = 128
# Traccar's names of alarms that an officer reads as health of the device; the others are shown as they are called
_WORDS = {
    "powerCut": ("主电源掉电", 2), "lowBattery": ("电量低", 1), "lowPower": ("电压低", 1), "tampering": ("被拆动", 2), "removing": ("被取下", 2), "accident": ("碰撞", 2),
    "fallDown": ("跌倒", 2), "overspeed": ("超速", 1), "fatigueDriving": ("疲劳驾驶", 1), "jamming": ("定位受干扰", 2), "gpsAntennaCut": ("定位天线断开", 1), "fault": ("故障", 1),
}  # fmt: skip


class _Position(msgspec.Struct, gc=False):
    latitude: float
    longitude: float
    valid: bool = True
    outdated: bool = False
    fixTime: str | float | None = None
    deviceTime: str | float | None = None
    altitude: float | None = None
    speed: float | None = None
    course: float | None = None
    accuracy: float | None = None
    protocol: str | None = None
    attributes: dict[str, Any] = {}


class _Device(msgspec.Struct, gc=False):
    uniqueId: str
    name: str | None = None
    status: str | None = None


class _Event(msgspec.Struct, gc=False):
    type: str
    attributes: dict[str, Any] = {}


class _Forwarded(msgspec.Struct, gc=False):
    device: _Device
    position: _Position | None = None
    event: _Event | None = None


_forwarded = msgspec.json.Decoder(_Forwarded).decode


def remember(source: Source, facts: Facts) -> None:
    return None


def device_of(payload: bytes) -> str:
    try:
        return _forwarded(payload).device.uniqueId
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Undecodable(f"无法解析: {error}"[:200]) from None


def route(topic: str) -> tuple[Source, Reader]:
    if not topic.partition("/")[2]:
        raise Undecodable("主题应为 traccar/…")

    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        message = _forwarded(payload)
        ident = message.device.uniqueId
        if not ident.strip() or len(ident) > _MAX_ID or "\x00" in ident:
            raise Undecodable("uniqueId 为空或过长")
        return _told(Source(NAME, ident), message, received_ms, retained), ()

    return Source(NAME, ""), read


def _told(source: Source, message: _Forwarded, received_ms: int, retained: bool) -> list[Reading]:
    p, e = message.position, message.event
    found: list[Reading] = []
    if p is not None:
        found += _place(source, p, received_ms, retained)
    if e is not None and e.type == "alarm":
        found += _alarms(source, p, str(e.attributes.get("alarm", "")), received_ms)
    elif e is not None and e.type in ("deviceOnline", "deviceOffline"):
        found.append(Status(source=source, received_ms=received_ms, online=e.type == "deviceOnline"))
    elif e is None and p is not None:
        found += _alarms(source, p, str(p.attributes.get("alarm", "")), received_ms)
    name = message.device.name
    if name and (p is not None or e is not None):
        # How the tracker itself speaks helps whoever has to configure it
        facts = {"name": name[:80], "protocol": p.protocol[:20] if p and p.protocol else None}
        found.append(Status(source=source, received_ms=received_ms, learned={key: value for key, value in facts.items() if value}))
    return found


def _place(source: Source, p: _Position, received_ms: int, retained: bool) -> list[Reading]:
    level = p.attributes.get("batteryLevel")
    battery = float(level) if isinstance(level, int | float) and not isinstance(level, bool) and 0 <= level <= 100 else None
    if not p.valid or p.outdated:
        return [Status(source=source, received_ms=received_ms, held=True, battery=battery)]
    speed = finite(p.speed)
    return [
        Fix(
            source, _at(p), received_ms, p.latitude, p.longitude, finite(p.altitude), None, speed * KNOT if speed is not None and speed >= 0 else None,
            finite(p.course), battery, None, p.accuracy if p.accuracy and p.accuracy > 0 else None, None, retained,
        )
    ]  # fmt: skip


def _at(p: _Position) -> int | None:
    said = p.fixTime if p.fixTime is not None else p.deviceTime
    return None if said is None else instant_of(str(said))


def _alarms(source: Source, p: _Position | None, named: str, received_ms: int) -> list[Reading]:
    """Newer servers join several alarms by commas."""
    found: list[Reading] = []
    at_ms = _at(p) if p else None
    when = at_ms if at_ms is not None else received_ms // 60_000
    for name in [each.strip() for each in named.split(",")][:10]:
        if name == "sos":
            placed = p is not None and p.valid
            found.append(
                Sos(
                    source=source,
                    at_ms=at_ms,
                    received_ms=received_ms,
                    active=True,
                    message_id=f"sos:{when}",
                    lat=p.latitude if p and placed else None,
                    lon=p.longitude if p and placed else None,
                )
            )
        elif name:
            words, level = _WORDS.get(name, (name[:60], 1))
            key = f"alarm:{name[:60]}:{when}"
            found.append(
                Text(source=source, at_ms=at_ms, received_ms=received_ms, message_id=key, text=words, topic="hms", level=level)
            )  # fmt: skip
    return found


def hint(topic: str) -> dict[str, object]:
    return {"kind": "vehicle", "area": "", "label": topic.split("/")[-1]}


def encode(command: Command) -> tuple[str, bytes]:
    raise Unsupported("经 Traccar 转发的终端只上报;指令请在 Traccar 中下发,或让终端直接接入本平台")

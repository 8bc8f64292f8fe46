"""wire → **dji_drc** → dji, and down: live control (DRC) – its telemetry, the heartbeat that keeps it up, one push of the sticks.

No ids here: ``seq`` alone orders and answers. Nothing of it is told unless the row `drc.remote` allows it (devices/commands/sorts/sticks.py).
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlsplit

import msgspec

from devices.adapters.awaited import AWAITED
from devices.adapters.dji_models import error_text
from devices.adapters.dji_osd import Memory
from devices.adapters.known import Command, Reader, Unsupported, finite, number_of
from devices.readings import Answer, Decoded, Fix, Reading, Reply, Source, device_time

BEAT_EVERY_MS = 1_000
BROKER = "DJI_DRC_BROKER"  # mqtt[s]://user:password@host:port as the aircraft's gateway reaches it
LASTS_S = 3600  # of the second connection's password, as the Cloud API asks
HZ = 1  # of its position; the picture lane needs no more


class _DrcData(msgspec.Struct, gc=False):
    latitude: float | None = None
    longitude: float | None = None
    height: float | None = None
    attitude_head: float | None = None
    result: int | None = None
    speed_x: float | None = None
    speed_y: float | None = None


class _Drc(msgspec.Struct, gc=False):
    """No ids here: ``seq`` alone orders them."""

    data: _DrcData
    method: str = ""
    timestamp: float | None = None
    seq: int | None = None


_drc = msgspec.json.Decoder(_Drc).decode


def read_drc(source: Source) -> Reader:
    """Live control's own telemetry, up to 30 Hz. The gateway speaks of the one aircraft behind it; 0, 0 is no fix."""

    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _drc(payload)
        if e.method == "drone_control" and e.data.result is not None and e.seq is not None:
            return _answer(source, e.seq, e.data.result, received_ms), ()
        if e.method != "osd_info_push" or len(m.children) != 1:
            return [], ()
        (child,) = m.children
        d, replies = e.data, _heartbeat(source, m, received_ms)
        if not d.latitude or not d.longitude:
            return [], replies
        speed = None if d.speed_x is None or d.speed_y is None else math.hypot(d.speed_x, d.speed_y)
        fix = Fix(
            Source("dji", child), None if e.timestamp is None else device_time(e.timestamp), received_ms, d.latitude, d.longitude, finite(d.height),
            None, finite(speed), finite(d.attitude_head), None, None, None, e.seq,
        )  # fmt: skip
        return [fix], replies

    return read


def _heartbeat(source: Source, m: Memory, received_ms: int) -> tuple[Reply, ...]:
    """As long as the aircraft is in live control – it tells its place there – it hears that we are, too."""
    if received_ms - m.beat_ms < BEAT_EVERY_MS:
        return ()
    m.beat_ms, m.beats = received_ms, m.beats + 1
    return (heartbeat(source.external_id, m.beats, received_ms),)


def _answer(source: Source, seq: int, result: int, received_ms: int) -> list[Reading]:
    asked = AWAITED.of(source, f"stick:{seq}", received_ms)
    if asked is None:
        return []
    AWAITED.met(source, f"stick:{seq}")
    text = error_text("drone_control", result) if result else ""
    return [Answer(source=source, received_ms=received_ms, correlation=asked.correlation, result=result, method="drone_control", text=text)]


def usable(address: str) -> bool:
    url = urlsplit(address)
    return bool(url.hostname and url.username)


def entering(command: Command) -> dict[str, Any]:
    """Where the second connection goes. From the environment at the last moment: a password is in no row."""
    url = urlsplit(command.facts.drc_broker)
    if not usable(command.facts.drc_broker):
        raise Unsupported(f"未配置指令飞行使用的消息服务器({BROKER})")
    broker = {
        "address": f"{url.hostname}:{url.port or 1883}", "client_id": f"drc-{command.external_id}", "username": url.username,
        "password": url.password or "", "expire_time": command.now_ms // 1000 + LASTS_S, "enable_tls": url.scheme == "mqtts",
    }  # fmt: skip
    return {"mqtt_broker": broker, "osd_frequency": HZ, "hsi_frequency": HZ}


def pushed(command: Command, gateway: str) -> bytes:
    """Without tid and bid; its number comes back with the result."""
    number = number_of(command.correlation)
    AWAITED.expect(Source("dji", gateway), f"stick:{number}", command.correlation, command.now_ms)
    data = {axis: command.payload.get(axis, 0.0) for axis in "xyhw"}
    return msgspec.json.encode({"method": "drone_control", "seq": number, "data": data})


def heartbeat(gateway: str, number: int, now_ms: int) -> Reply:
    """An aircraft in live control that hears none for a while leaves it."""
    body = {"method": "heart_beat", "seq": number, "data": {"timestamp": now_ms}}
    return Reply(f"thing/product/{gateway}/drc/down", msgspec.json.encode(body))

"""wire → **thingsboard** → pipeline: sensors and gateways that speak the ThingsBoard MQTT or HTTP API (docs/devices.md, *ThingsBoard*).

On the gateway topics the device is named in the payload; ``v1/devices/me`` names nobody, a broker must put the name in its place; the HTTP door
hands over ``thingsboard/{name}/…``. Values carry promises (a threshold may be crossed), so all of it takes the lane that is acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of, number_of
from devices.adapters.values import read_values
from devices.readings import Answer, Decoded, Reading, Reply, Source, Status, Undecodable, device_time

NAME = "thingsboard"
ROOTS = ("v1", "thingsboard")
TELEMETRY: tuple[str, ...] = ()
PROMISES = (
    "v1/gateway/+", "v1/gateway/attributes/request", "v1/devices/+/telemetry", "v1/devices/+/attributes", "v1/devices/+/attributes/request/+",
    "v1/devices/+/rpc/response/+",
)  # fmt: skip

MAX_DEVICES = 200  # behind one gateway in one frame
MAX_READINGS = 1000  # of one frame; a year of a logger comes in pieces
_MAX_NAME = 128

_json = msgspec.json.Decoder().decode
_Body = Callable[[Source, Any, bytes, int, bool], Decoded]


def remember(source: Source, facts: Facts) -> None:
    return None


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if levels[0] == "v1" and len(levels) >= 3 and levels[1] == "gateway":
        reader = _GATEWAY.get("/".join(levels[2:]))
        if reader is None:
            raise Undecodable("主题应为 v1/gateway/connect|disconnect|telemetry|attributes|rpc")
        return Source(NAME, ""), _parsed(Source(NAME, ""), reader)
    if levels[0] == "v1" and len(levels) >= 4 and levels[1] == "devices":
        if levels[2] == "me":
            raise Undecodable("v1/devices/me 不带设备身份:请在接入侧改写为 v1/devices/{设备名}(见文档)")
        name, channel = levels[2], levels[3:]
    elif levels[0] == "thingsboard" and len(levels) >= 2:
        name, channel = levels[1], levels[2:] or ["telemetry"]
    else:
        raise Undecodable("主题应为 v1/gateway/… 或 v1/devices/{设备名}/telemetry|attributes|rpc/response/{n}")
    source = _device(name)
    if channel == ["telemetry"]:
        return source, _parsed(source, _telemetry("http" if levels[0] == "thingsboard" else "device"))
    if channel == ["attributes"]:
        return source, _parsed(source, _attributes)
    if len(channel) == 3 and channel[:2] == ["attributes", "request"]:
        return source, _asked(source, topic)
    if len(channel) == 3 and channel[:2] == ["rpc", "response"] and channel[2].isascii() and channel[2].isdigit():
        return source, _parsed(source, _answered(channel[2]))
    raise Undecodable(f"不认识的通道 {'/'.join(channel)[:40]}")


def _device(name: Any) -> Source:
    if not isinstance(name, str) or not name.strip() or len(name) > _MAX_NAME or "\x00" in name:
        raise Undecodable("设备名为空或过长")
    return Source(NAME, name)


def _parsed(source: Source, body: _Body) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        return body(source, _json(payload), payload, received_ms, retained)

    return read


def _samples(said: Any) -> list[tuple[int | None, dict[str, Any]]]:
    """All shapes of telemetry: ``{k: v}``, ``{"ts", "values"}``, and lists of either."""
    found: list[tuple[int | None, dict[str, Any]]] = []
    if isinstance(said, list) and len(said) > MAX_READINGS:
        raise Undecodable(f"一帧最多 {MAX_READINGS} 组值")
    for each in said if isinstance(said, list) else [said]:
        if not isinstance(each, dict):
            raise Undecodable("遥测应为对象或对象的列表")
        values, ts = each.get("values"), each.get("ts")
        if isinstance(values, dict) and isinstance(ts, int | float) and not isinstance(ts, bool):
            found.append((device_time(ts), values))
        elif "ts" in each and "values" in each:
            raise Undecodable("ts 应为毫秒数,values 应为对象")
        else:
            found.append((None, each))
    return found


def _of_device(source: Source, said: Any, key: str, received_ms: int, retained: bool) -> list[Reading]:
    """``key`` names the frame: made once, however many devices and samples are in it."""
    readings: list[Reading] = []
    for place, (at_ms, values) in enumerate(_samples(said)):
        if retained and at_ms is None:
            continue  # the broker's memory of some value of some time says nothing about now
        # Without a time the same bytes tomorrow mean tomorrow
        own = f"{key}:{place}" if at_ms is not None else f"{key}:{place}:{received_ms}"
        readings += read_values(source, values, at_ms, received_ms, own, retained=retained)
        if len(readings) > MAX_READINGS:
            raise Undecodable(f"一帧最多 {MAX_READINGS} 个值")
    return readings


def _telemetry(by: str) -> _Body:
    def body(source: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
        return [*_of_device(source, said, hash_of(payload), received_ms, retained), *_way(source, by, received_ms)], ()

    return body


def _attributes(source: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
    """What a device says of itself: where it stands, what it is. Numbers among it are settings, not measurements."""
    if not isinstance(said, dict):
        raise Undecodable("attributes 应为对象")
    found = read_values(source, said, None, received_ms, hash_of(payload), retained=retained)
    words = {name[:40]: value[:80] for name, value in list(said.items())[:20] if isinstance(value, str)}
    learned: list[Reading] = [Status(source=source, received_ms=received_ms, learned={"attributes": words})] if words else []
    return [*(reading for reading in found if type(reading).__name__ in ("Fix", "Status")), *learned], ()


def _way(source: Source, by: str, received_ms: int) -> list[Reading]:
    """How a command reaches it: told each time, written by the gateway only when it is news."""
    return [Status(source=source, received_ms=received_ms, learned={"kind": "sensor", "thingsboard": by})]


def _many(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise Undecodable("网关报文应为 {设备名: …}")
    if len(said) > MAX_DEVICES:
        raise Undecodable(f"一帧最多 {MAX_DEVICES} 台设备")
    return said


def _gateway_telemetry(_: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
    readings: list[Reading] = []
    key = hash_of(payload)
    for name, samples in _many(said).items():
        source = _device(name)
        readings += _of_device(source, samples, key, received_ms, retained) + _way(source, "gateway", received_ms)
        if len(readings) > MAX_READINGS + MAX_DEVICES:
            raise Undecodable(f"一帧最多 {MAX_READINGS} 个值")
    return readings, ()


def _gateway_attributes(_: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
    readings: list[Reading] = []
    for name, attributes in _many(said).items():
        readings += _attributes(_device(name), attributes, payload, received_ms, retained)[0]
    return readings, ()


def _connected(online: bool) -> _Body:
    def body(_: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
        if not isinstance(said, dict):
            raise Undecodable('应为 {"device": 设备名}')
        source = _device(said.get("device"))
        learned: dict[str, object] | None = {"kind": "sensor", "thingsboard": "gateway"} if online else None
        return [Status(source=source, received_ms=received_ms, online=online, learned=learned)], ()

    return body


def _gateway_rpc(_: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
    if not isinstance(said, dict):
        raise Undecodable("rpc 应为对象")
    if isinstance(said.get("data"), dict) and "method" in said["data"]:
        return [], ()  # our own command: up and down share this topic
    number = said.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise Undecodable("rpc 应答缺少 id")
    return [_answer(_device(said.get("device")), str(number), said.get("data"), received_ms)], ()


def _answered(number: str) -> _Body:
    return lambda source, said, payload, received_ms, retained: ([_answer(source, number, said, received_ms)], ())


def _answer(source: Source, number: str, data: Any, received_ms: int) -> Answer:
    """There is no common word for failure; what devices use: success false, an error, a status other than ok."""
    failed = isinstance(data, dict) and (
        data.get("success") is False or bool(data.get("error")) or data.get("status") in ("error", "failed", "FAILURE", "ERROR")
    )
    text = str(data.get("error") or data.get("message") or "")[:200] if failed else ""
    return Answer(source=source, received_ms=received_ms, correlation=f"#{number[:12]}", result=int(failed), method="rpc", text=text)


def _asked(source: Source, topic: str) -> Reader:
    """A device that asks for shared attributes waits for the answer; the centre keeps none."""
    reply = Reply(topic.replace("/attributes/request/", "/attributes/response/"), b"{}")
    return lambda payload, received_ms, retained, memory: ([], (reply,))


def _gateway_asked(_: Source, said: Any, payload: bytes, received_ms: int, retained: bool) -> Decoded:
    if not isinstance(said, dict) or not isinstance(said.get("id"), int):
        raise Undecodable("请求缺少 id")
    return [], (
        Reply("v1/gateway/attributes/response", msgspec.json.encode({"id": said["id"], "device": said.get("device"), "values": {}})),
    )


_GATEWAY: dict[str, _Body] = {
    "telemetry": _gateway_telemetry,
    "attributes": _gateway_attributes,
    "connect": _connected(True),
    "disconnect": _connected(False),
    "rpc": _gateway_rpc,
    "attributes/request": _gateway_asked,
}


def hint(topic: str) -> dict[str, object]:
    levels = topic.split("/")
    return {"kind": "sensor", "area": "", "label": levels[2] if levels[0] == "v1" and len(levels) > 2 else levels[1]}


def encode(command: Command) -> tuple[str, bytes]:
    """An RPC: the device's own method for kind ``rpc``, else the kind itself with its body. The answer comes back with the number."""
    body = command.payload
    method, params = (body["method"], body.get("params") or {}) if command.kind == "rpc" else (command.kind, body)
    if not isinstance(method, str) or not method:
        raise Unsupported("RPC 缺少方法名")
    number, name = number_of(command.correlation), command.external_id
    data: dict[str, Any] = {"id": number, "method": method, "params": params}
    match command.meta.get("thingsboard"):
        case "gateway":
            return "v1/gateway/rpc", msgspec.json.encode({"device": name, "data": data})
        case "http":
            return f"thingsboard/{name}/rpc", msgspec.json.encode(data)
        case _:
            return f"v1/devices/{name}/rpc/request/{number}", msgspec.json.encode({"method": method, "params": params})

"""wire → **dji** → pipeline: DJI Cloud API, docks and pilots' remote controls (docs/devices.md §2).

``tid`` names one message and its reply, ``bid`` one business run; replies carry both back, always with method and gateway.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from devices.adapters.dji_commands import encode
from devices.adapters.dji_drc import read_drc
from devices.adapters.dji_events import read_event
from devices.adapters.dji_models import KINDS, error_text, model
from devices.adapters.dji_osd import Memory, read_heat, read_osd
from devices.adapters.dji_requests import answer
from devices.adapters.known import Facts, Reader, hash_of
from devices.readings import Answer, Decoded, Reading, Reply, Source, Status, Undecodable, device_time

__all__ = ["NAME", "PROMISES", "ROOTS", "TELEMETRY", "encode", "hint", "remember", "route"]

NAME = "dji"
ROOTS = ("sys", "thing")
TELEMETRY = ("thing/product/+/osd", "thing/product/+/state", "thing/product/+/drc/up")
PROMISES = (
    "sys/product/+/status", "thing/product/+/events", "thing/product/+/requests", "thing/product/+/services_reply",
    "thing/product/+/property/set_reply",
)  # fmt: skip

_SERIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


class _Envelope(msgspec.Struct, gc=False):
    data: Any
    tid: str = ""
    bid: str = ""
    timestamp: float | None = None
    gateway: str | None = None
    method: str = ""
    need_reply: int | bool | None = None


_envelope = msgspec.json.Decoder(_Envelope).decode


def remember(source: Source, facts: Facts) -> Memory:
    children = facts.children.get(source.external_id, frozenset())
    return Memory(hotspot_celsius=facts.hotspot_celsius, dji_config=facts.dji_config, flights=facts.flights, children=set(children))


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/", 3)
    if len(levels) != 4 or levels[1] != "product" or f"{levels[0]}/{levels[3]}" not in _READERS:
        raise Undecodable(
            "主题应为 thing/product/{序列号}/osd|state|events|requests|services_reply|property/set_reply|drc/up 或 sys/product/{序列号}/status"
        )
    if not _SERIAL.fullmatch(levels[2]):
        raise Undecodable("主题中的序列号不合规")
    source = Source(NAME, levels[2])
    return source, _READERS[f"{levels[0]}/{levels[3]}"](source)


def _open(source: Source, payload: bytes) -> _Envelope:
    """Envelope of a gateway's message; it must not speak in another gateway's name."""
    envelope = _envelope(payload)
    if envelope.gateway is not None and envelope.gateway != source.external_id:
        raise Undecodable("报文中的 gateway 与主题不符")
    return envelope


def _reply(root: str, source: Source, channel: str, e: _Envelope, received_ms: int, data: dict[str, Any]) -> Reply:
    body = {"tid": e.tid, "bid": e.bid, "timestamp": received_ms, "gateway": source.external_id, "method": e.method, "data": data}
    return Reply(f"{root}/product/{source.external_id}/{channel}", msgspec.json.encode(body))


def _read_status(source: Source) -> Reader:
    """update_topo: who hangs on this gateway now. Without the reply the device does not go on."""

    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _open(source, payload)
        reply = _reply("sys", source, "status_reply", e, received_ms, {"result": 0})
        if e.method != "update_topo":
            return [], (reply,)
        if not isinstance(e.data, dict):
            raise Undecodable("data 不是对象")
        subs = e.data.get("sub_devices")
        named = {d["sn"]: d for d in subs if isinstance(d, dict) and _is_serial(d.get("sn"))} if isinstance(subs, list) else {}
        at_ms = device_time(e.timestamp)
        readings: list[Reading] = [
            Status(
                source=source, at_ms=at_ms, received_ms=received_ms, online=True, learned=_described(e.data) | {"children": sorted(named)}
            )
        ]
        for sn in sorted(m.children - named.keys()):
            readings.append(Status(source=Source(NAME, sn), at_ms=at_ms, received_ms=received_ms, online=False))
        for sn, sub in named.items():
            learned = _described(sub) | {"gateway": source.external_id}
            readings.append(Status(source=Source(NAME, sn), at_ms=at_ms, received_ms=received_ms, online=True, learned=learned))
        m.children = set(named)
        return readings, (reply,)

    return read


def _is_serial(value: Any) -> bool:
    return isinstance(value, str) and _SERIAL.fullmatch(value) is not None


def _described(device: dict[str, Any]) -> dict[str, object]:
    if "domain" not in device and "type" not in device:
        return {}  # firmware that sends version 1 says neither
    domain = str(device.get("domain", "?"))[:4]
    found: dict[str, object] = {"model": model(domain, str(device.get("type", "?"))[:6], str(device.get("sub_type", 0))[:6])}
    if domain in KINDS:
        found["kind"] = KINDS[domain]
    return found


def _read_state(source: Source) -> Reader:
    """Properties sent on change; which one it is shows by its key."""

    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _envelope(payload)
        if not isinstance(e.data, dict):
            raise Undecodable("data 不是对象")
        at_ms = device_time(e.timestamp)
        learned: dict[str, object] = {}
        if isinstance(firmware := e.data.get("firmware_version"), str):
            learned["firmware"] = firmware[:40]
        if isinstance(lives := e.data.get("live_status"), list):
            learned["live"] = [
                {k: live.get(k) for k in ("video_id", "video_type", "video_quality", "status", "error_status")}
                for live in lives[:8]
                if isinstance(live, dict)
            ]
        readings: list[Reading] = []
        if learned:
            readings.append(Status(source=source, at_ms=at_ms, received_ms=received_ms, learned=learned))
        if isinstance(capacity := e.data.get("live_capacity"), dict):
            # The remote control speaks, the aircraft has the cameras: each device learns its own.
            for sn, cameras in _cameras(capacity).items():
                readings.append(Status(source=Source(NAME, sn), at_ms=at_ms, received_ms=received_ms, learned={"cameras": cameras}))
        readings.extend(read_heat(source, e.data, at_ms, received_ms, m))
        return readings, ()

    return read


def _cameras(capacity: dict[str, Any]) -> dict[str, list[dict[str, object]]]:
    """What can be streamed, by serial number: ``video_id`` is what live_start_push wants."""
    found: dict[str, list[dict[str, object]]] = {}
    for device in _dicts(capacity.get("device_list")):
        sn = device.get("sn")
        if not isinstance(sn, str) or not _is_serial(sn):
            continue
        for camera in _dicts(device.get("camera_list")):
            for video in _dicts(camera.get("video_list")):
                video_id = f"{sn}/{camera.get('camera_index')}/{video.get('video_index')}"
                types = video.get("switchable_video_types") or [video.get("video_type")]
                found.setdefault(sn, []).append(
                    {"video_id": video_id[:120], "types": [str(t)[:20] for t in types] if isinstance(types, list) else []}
                )
    return {sn: cameras[:16] for sn, cameras in found.items()}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value[:16] if isinstance(item, dict)] if isinstance(value, list) else []


def _read_events(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _open(source, payload)
        readings = read_event(source, e.method, e.bid[:64], e.tid[:60] or hash_of(payload), e.data, device_time(e.timestamp), received_ms)
        replies = (_reply("thing", source, "events_reply", e, received_ms, {"result": 0}),) if e.need_reply else ()
        return readings, replies

    return read


def _read_requests(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _open(source, payload)
        return [], (_reply("thing", source, "requests_reply", e, received_ms, answer(e.method, e.data, m.dji_config, m.flights)),)

    return read


def _read_services_reply(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _open(source, payload)
        result = e.data.get("result") if isinstance(e.data, dict) else None
        if not isinstance(result, int) or isinstance(result, bool):
            raise Undecodable("services_reply 缺少 data.result")
        text = "" if result == 0 else error_text(e.method[:40], result)
        done = Answer(
            source=source,
            at_ms=device_time(e.timestamp),
            received_ms=received_ms,
            correlation=e.bid[:64] or e.tid[:64],
            result=result,
            method=e.method[:40],
            text=text,
        )
        return [done], ()

    return read


def _read_set_reply(source: Source) -> Reader:
    """The reply names each property: `{"height_limit": {"result": 0}}`; the first refusal is the answer."""

    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        e = _open(source, payload)
        if not isinstance(e.data, dict):
            raise Undecodable("data 不是对象")
        results = _results(e.data)
        if not results:
            raise Undecodable("set_reply 缺少 result")
        result = next((one for one in results if one), 0)
        done = Answer(
            source=source,
            at_ms=device_time(e.timestamp),
            received_ms=received_ms,
            correlation=e.bid[:64] or e.tid[:64],
            result=result,
            method="property_set",
            text="" if result == 0 else error_text("property_set", result),
        )
        return [done], ()

    return read


def _results(value: dict[str, Any], depth: int = 0) -> list[int]:
    found = [value["result"]] if type(value.get("result")) is int else []
    for inner in value.values():
        if isinstance(inner, dict) and depth < 2:
            found += _results(inner, depth + 1)
    return found


_READERS = {
    "sys/status": _read_status,
    "thing/osd": read_osd,
    "thing/state": _read_state,
    "thing/events": _read_events,
    "thing/requests": _read_requests,
    "thing/services_reply": _read_services_reply,
    "thing/property/set_reply": _read_set_reply,
    "thing/drc/up": read_drc,
}


def hint(topic: str) -> dict[str, object]:
    return {"kind": "uav", "area": "", "label": topic.split("/")[2]}

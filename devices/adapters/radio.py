"""wire → **radio** → pipeline: our own JSON for radios and whatever can be taught to send it (docs/devices.md §4).

Up ``ecc/v1/{area}/{kind}/{id}/pos|status|sos|ack|hotspot|measure``, down ``…/cmd``. The id alone says who speaks (it is what the broker's ACL checks);
area and kind in the topic are the device's own opinion and only pre-fill the form when it is adopted.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from devices.adapters.known import Command, Facts, Reader, finite, hash_of
from devices.readings import (
    EARLIEST_MS,
    LATEST_MS,
    Answer,
    CallReply,
    Decoded,
    Fix,
    Hotspot,
    Measurement,
    Receipt,
    Sos,
    Source,
    Status,
    Undecodable,
    device_time,
)  # fmt: skip
from devices.sane import judge
from realtime.positions import KIND_CODE

NAME = "radio"
ROOTS = ("ecc",)
TELEMETRY = ("ecc/v1/+/+/+/pos", "ecc/v1/+/+/+/status")
PROMISES = ("ecc/v1/+/+/+/sos", "ecc/v1/+/+/+/ack", "ecc/v1/+/+/+/hotspot", "ecc/v1/+/+/+/measure")

_MAX_ID = 64
_MAX_TEXT = 500
_MAX_BATCH = 500  # fixes in one frame; a radio back from a tunnel sends its backlog in pieces
_MAX_VALUES = 50  # quantities one station measures


class _Pos(msgspec.Struct, gc=False):
    lat: float
    lon: float
    at: float | None = None
    n: int | None = None
    alt: float | None = None
    spd: float | None = None
    hdg: float | None = None
    acc: float | None = None
    bat: float | None = None
    sig: float | None = None
    id: str | None = None


class _Status(msgspec.Struct, gc=False):
    id: str | None = None
    at: float | None = None
    online: bool | None = None
    bat: float | None = None
    sig: float | None = None
    model: str | None = None
    fw: str | None = None
    tts: bool | None = None


class _Sos(msgspec.Struct, gc=False):
    active: bool = True
    id: str | None = None
    mid: str | None = None
    at: float | None = None
    lat: float | None = None
    lon: float | None = None
    text: str = ""


class _Ack(msgspec.Struct, gc=False):
    kind: Literal["delivered", "read", "accepted", "refused", "arrived", "answered"]
    order: int | None = None
    call: int | None = None
    cmd: str | None = None
    id: str | None = None
    mid: str | None = None
    at: float | None = None
    reason: str = ""
    text: str = ""


class _Hotspot(msgspec.Struct, gc=False):
    lat: float
    lon: float
    id: str | None = None
    mid: str | None = None
    at: float | None = None
    temp: float | None = None
    conf: float | None = None
    dist: float | None = None
    picture: str | None = None


class _Value(msgspec.Struct, gc=False):
    v: float
    u: str = ""


class _Measure(msgspec.Struct, gc=False):
    values: dict[str, _Value]
    id: str | None = None
    mid: str | None = None
    at: float | None = None


_pos = msgspec.json.Decoder(_Pos | list[_Pos]).decode
_status = msgspec.json.Decoder(_Status).decode
_sos = msgspec.json.Decoder(_Sos).decode
_ack = msgspec.json.Decoder(_Ack).decode
_hotspot = msgspec.json.Decoder(_Hotspot).decode
_measure = msgspec.json.Decoder(_Measure).decode


def remember(source: Source, facts: Facts) -> None:
    return None


def route(topic: str) -> tuple[Source, Reader]:
    levels = topic.split("/")
    if len(levels) != 6 or levels[1] != "v1":
        raise Undecodable("主题应为 ecc/v1/{区划}/{类型}/{编号}/pos|status|sos|ack|hotspot|measure")
    ident, channel = levels[4], levels[5]
    if not ident or len(ident) > _MAX_ID:
        raise Undecodable("主题中的编号为空或过长")
    if channel not in _READERS:
        raise Undecodable(f"不认识的通道 {channel[:20]}")
    source = Source(NAME, ident)
    return source, _READERS[channel](source, ident)


def _check(said: str | None, ident: str) -> None:
    if said is not None and said != ident:
        raise Undecodable("报文中的 id 与主题不符")


def _read_pos(source: Source, ident: str) -> Reader:
    def fix(p: _Pos, received_ms: int, retained: bool) -> Fix:
        if p.id is not None and p.id != ident:
            _check(p.id, ident)
        at = p.at
        if at is not None:
            # The usual case without a call: this line runs for every message
            at = int(at) if EARLIEST_MS <= at <= LATEST_MS else device_time(at)
        return Fix(source, at, received_ms, p.lat, p.lon, p.alt, None, p.spd, p.hdg, p.bat, p.sig, p.acc, p.n, retained)

    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        found = _pos(payload)
        if type(found) is _Pos:
            return [fix(found, received_ms, retained)], ()
        if len(found) > _MAX_BATCH:
            raise Undecodable(f"一帧最多 {_MAX_BATCH} 个位置")
        return [fix(p, received_ms, retained) for p in found], ()

    return read


def _read_status(source: Source, ident: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        s = _status(payload)
        _check(s.id, ident)
        learned: dict[str, object] = {k: v[:80] for k, v in (("model", s.model), ("firmware", s.fw)) if v}
        if s.tts is not None:
            learned["speaks"] = s.tts
        return [
            Status(
                source=source,
                at_ms=device_time(s.at),
                received_ms=received_ms,
                online=s.online,
                battery=finite(s.bat),
                link=finite(s.sig),
                learned=learned or None,
            )
        ], ()

    return read


def _read_sos(source: Source, ident: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        s = _sos(payload)
        _check(s.id, ident)
        at_ms = device_time(s.at)
        # Pressed and released are two messages even when the radio gives them one id.
        key = f"sos:{(s.mid or hash_of(payload))[:100]}:{int(s.active)}"
        placed = s.lat is not None and s.lon is not None and judge(s.lat, s.lon, None, received_ms) == 0
        lat, lon = (s.lat, s.lon) if placed else (None, None)  # a radio without a fix sends 0,0; the alarm then uses the last position
        sos = Sos(
            source=source,
            at_ms=at_ms,
            received_ms=received_ms,
            active=s.active,
            message_id=key,
            lat=lat,
            lon=lon,
            text=s.text[:_MAX_TEXT],
        )
        if lat is None or lon is None:
            return [sos], ()
        return [sos, Fix(source, at_ms, received_ms, lat, lon)], ()

    return read


def _read_ack(source: Source, ident: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        a = _ack(payload)
        _check(a.id, ident)
        if a.call is not None:
            return [_call_reply(source, a, payload, received_ms)], ()
        if a.cmd is not None:
            return [_answer(source, a, received_ms)], ()
        if a.order is None or not 0 < a.order < 2**63:
            raise Undecodable("order 不是有效的指令编号")
        if a.kind == "answered":
            raise Undecodable("answered 只用于叫应(call),指令请用 accepted")
        key = f"ack:{a.order}:{a.kind}:{(a.mid or hash_of(payload))[:64]}"
        receipt = Receipt(
            source=source,
            at_ms=device_time(a.at),
            received_ms=received_ms,
            order=a.order,
            kind=a.kind,
            message_id=key,
            reason=a.reason[:_MAX_TEXT],
        )
        return [receipt], ()

    return read


def _answer(source: Source, a: _Ack, received_ms: int) -> Answer:
    """Of a command that is neither an order nor a call: done, or refused with the radio's reason."""
    refused = a.kind == "refused"
    return Answer(
        source=source,
        at_ms=device_time(a.at),
        received_ms=received_ms,
        correlation=(a.cmd or "")[:64],
        result=int(refused),
        method="cmd",
        text=(a.reason or "终端拒绝执行")[:_MAX_TEXT] if refused else "",
    )


def _call_reply(source: Source, a: _Ack, payload: bytes, received_ms: int) -> CallReply:
    """`read` shows no more than that it was delivered; `accepted` is what older radios call their answer key."""
    if a.call is None or not 0 < a.call < 2**63:
        raise Undecodable("call 不是有效的呼叫编号")
    if a.kind in ("refused", "arrived"):
        raise Undecodable("叫应的回执只有 delivered 和 answered")
    return CallReply(
        source=source,
        at_ms=device_time(a.at),
        received_ms=received_ms,
        call=a.call,
        kind="answered" if a.kind in ("answered", "accepted") else "delivered",
        message_id=f"call:{a.call}:{a.kind}:{(a.mid or hash_of(payload))[:64]}",
        text=a.text[:_MAX_TEXT],
    )


def _read_hotspot(source: Source, ident: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        h = _hotspot(payload)
        _check(h.id, ident)
        if judge(h.lat, h.lon, None, received_ms):
            raise Undecodable("热点的经纬度不可信")
        hotspot = Hotspot(
            source=source,
            at_ms=device_time(h.at),
            received_ms=received_ms,
            lat=h.lat,
            lon=h.lon,
            kind="camera",
            message_id=_key("hotspot", h.mid, h.at, payload, received_ms),
            temperature=finite(h.temp),
            distance=finite(h.dist),
            confidence=h.conf if h.conf is not None and 0 <= h.conf <= 1 else None,
            picture=h.picture[:_MAX_TEXT] if h.picture else None,
        )
        return [hotspot], ()

    return read


def _read_measure(source: Source, ident: str) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        m = _measure(payload)
        _check(m.id, ident)
        if len(m.values) > _MAX_VALUES:
            raise Undecodable(f"一帧最多 {_MAX_VALUES} 个量")
        if retained and m.at is None:
            return [], ()  # the broker's memory of some value of some time says nothing about now
        key, at_ms = _key("measure", m.mid, m.at, payload, received_ms), device_time(m.at)
        return [
            Measurement(
                source=source, at_ms=at_ms, received_ms=received_ms, message_id=key, quantity=name[:40], value=value.v, unit=value.u[:20]
            )
            for name, value in m.values.items()
            if finite(value.v) is not None
        ], ()

    return read


def _key(channel: str, mid: str | None, at: float | None, payload: bytes, received_ms: int) -> str:
    """The same bytes without a time may be said again tomorrow and mean tomorrow: then the receipt tells them apart."""
    if mid or at is not None:
        return f"{channel}:{(mid or hash_of(payload))[:100]}"
    return f"{channel}:{hash_of(payload)}:{received_ms}"


_READERS = {
    "pos": _read_pos,
    "status": _read_status,
    "sos": _read_sos,
    "ack": _read_ack,
    "hotspot": _read_hotspot,
    "measure": _read_measure,
}


def hint(topic: str) -> dict[str, object]:
    """What to propose when this device is adopted."""
    levels = topic.split("/")
    kind = levels[3] if levels[3] in KIND_CODE else "radio"
    area = levels[2] if levels[2].isdigit() else ""
    # The device listens under its own area and kind, whatever the officer registers it as
    return {"kind": kind, "area": area, "label": levels[4], "base": "/".join(levels[:5])}


def encode(command: Command) -> tuple[str, bytes]:
    """Every kind passes: the radio shows ``order``, ``call`` and ``text``, speaks ``tts``, obeys ``locate`` and ``interval``, ignores what it does not know."""
    base = command.meta.get("base") or f"ecc/v1/{command.area}/{command.terminal_kind}/{command.external_id}"
    body = {
        "id": command.correlation,
        "kind": command.kind,
        "order": command.order,
        "at": command.now_ms,
        "expires": command.expires_ms,
        "body": command.payload,
    }
    return f"{base}/cmd", msgspec.json.encode(body)

"""wire → **tak** → pipeline: ATAK, WinTAK, iTAK over the door's TCP or TLS connection (docs/devices.md §11).

The topic is `tak/{uid}`: the uid of the terminal whose connection it is, fixed by the door. An event that speaks for another is not believed.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from devices.adapters import tak_events as cot
from devices.adapters.known import Command, Facts, Reader, Unsupported, finite, hash_of
from devices.readings import Answer, CallReply, Decoded, Fix, Reading, Receipt, Sos, Source, Status, Text, Undecodable, device_time

NAME = "tak"
ROOTS = ("tak",)
TELEMETRY: tuple[str, ...] = ()
PROMISES: tuple[str, ...] = ()

_UID = re.compile(r"[^\x00-\x1f/+#]{1,128}")
ALERTS = ("b-a-o-tbl", "b-a-o-pan", "b-a-o-opn")  # 911, ring the bell, in contact
CANCEL = "b-a-o-can"
_AGAIN_MS = 120_000  # an alert is repeated every ten seconds; after two minutes of silence it is another press
_RECEIPTS = {"b-t-f-d": "delivered", "b-t-f-r": "read"}


class Memory(msgspec.Struct):
    """What is news and what is a repetition."""

    learned: dict[str, object] = {}
    pressed_ms: int = 0
    heard_ms: int = 0


def remember(source: Source, facts: Facts) -> Memory:
    return Memory()


def route(topic: str) -> tuple[Source, Reader]:
    root, _, uid = topic.partition("/")
    if root != "tak" or not _UID.fullmatch(uid):
        raise Undecodable("主题应为 tak/{uid}")
    source = Source(NAME, uid)

    def read(payload: bytes, received_ms: int, retained: bool, m: Any) -> Decoded:
        return _said(source, cot.parse(payload), payload, received_ms, m), ()

    return source, read


def _said(source: Source, e: cot.Event, payload: bytes, received_ms: int, m: Memory) -> list[Reading]:
    uid = source.external_id
    if e.type.startswith("a-"):
        return _position(source, e, received_ms, m) if e.uid == uid else []  # what it has marked on its own map is not ours
    if e.type in ALERTS or e.type == CANCEL:
        if e.uid != f"{uid}-9-1-1" and e.link != uid:
            raise Undecodable("求救不是本连接的终端发出的")
        return _alert(source, e, received_ms, m)
    if e.type == "b-t-f" or e.type in _RECEIPTS:
        if e.sender not in ("", uid) or (not e.sender and e.link not in ("", uid)):
            raise Undecodable("聊天不是本连接的终端发出的")
        return _receipt(source, e, received_ms) if e.type in _RECEIPTS else _chat(source, e, payload, received_ms)
    if e.type == "t-x-d-d" and e.link == uid:
        return [Status(source=source, at_ms=_at(e), received_ms=received_ms, online=False)]
    return []  # markers, drawings, pings: not for us


def _at(e: cot.Event) -> int | None:
    return None if e.time_ms is None else device_time(e.time_ms)


def _position(source: Source, e: cot.Event, received_ms: int, m: Memory) -> list[Reading]:
    found: list[Reading] = []
    learned: dict[str, object] = {k: v for k, v in (("name", e.callsign), ("model", e.model), ("firmware", e.version)) if v}
    battery = e.battery if e.battery is not None and 0 <= e.battery <= 100 else None
    nowhere = e.lat == 0.0 and e.lon == 0.0  # ATAK without a fix says 0, 0
    if (learned and learned != m.learned) or nowhere:
        m.learned = learned
        found.append(
            Status(
                source=source, at_ms=_at(e), received_ms=received_ms, online=True, held=nowhere, battery=battery, learned=learned or None
            )
        )
    if not nowhere:
        speed = None if e.speed is None or e.speed < 0 else finite(e.speed)
        found.append(Fix(source, _at(e), received_ms, e.lat, e.lon, e.hae, None, speed, finite(e.course), battery, None, e.ce))
    return found


def _alert(source: Source, e: cot.Event, received_ms: int, m: Memory) -> list[Reading]:
    active = e.type != CANCEL and not e.cancelled
    when = e.start_ms or e.time_ms or received_ms
    if not m.pressed_ms or received_ms - m.heard_ms > _AGAIN_MS:
        m.pressed_ms = when
    m.heard_ms = received_ms
    key = f"sos:{source.external_id[:80]}:{m.pressed_ms}:{int(active)}"
    if not active:
        m.pressed_ms = 0
    placed = not (e.lat == 0.0 and e.lon == 0.0) and abs(e.lat) <= 90 and abs(e.lon) <= 180
    sos = Sos(
        source=source, at_ms=_at(e), received_ms=received_ms, active=active, message_id=key, lat=e.lat if placed else None,
        lon=e.lon if placed else None, text=e.emergency,
    )  # fmt: skip
    return [sos]


def _chat(source: Source, e: cot.Event, payload: bytes, received_ms: int) -> list[Reading]:
    if not e.text.strip():
        return []
    key = f"chat:{e.message or hash_of(payload)}"
    return [Text(source=source, at_ms=_at(e), received_ms=received_ms, message_id=key, text=e.text, topic="chat")]


def _receipt(source: Source, e: cot.Event, received_ms: int) -> list[Reading]:
    """Of what we wrote: the message's id says what it was."""
    what, _, number = e.message.partition("-")
    kind = _RECEIPTS[e.type]
    key = f"receipt:{e.message}:{kind}"
    if what == "order" and number.isdecimal() and len(number) < 19:
        return [Receipt(source=source, at_ms=_at(e), received_ms=received_ms, order=int(number), kind=kind, message_id=key)]  # type: ignore[arg-type]
    if what == "call" and number.isdecimal() and len(number) < 19:
        return [CallReply(source=source, at_ms=_at(e), received_ms=received_ms, call=int(number), kind="delivered", message_id=key)]
    if not e.message:
        return []
    return [Answer(source=source, at_ms=_at(e), received_ms=received_ms, correlation=e.message, result=0, method="chat")]


def hint(topic: str) -> dict[str, object]:
    return {"kind": "person", "area": "", "label": topic.partition("/")[2][:40]}


def encode(command: Command) -> tuple[str, bytes]:
    """Words are a chat line; an order is one too, with its place marked."""
    uid, now, p = command.external_id, command.now_ms, command.payload
    match command.kind:
        case "text":
            events = [cot.chat(uid, command.correlation, str(p["text"]), now)]
        case "call":
            events = [cot.chat(uid, f"call-{p['call']}", str(p["text"]), now)]
        case "order":
            words = f"【指令 {p.get('number', '')}】{p.get('task', '')} {p.get('place') or ''}".strip()
            events = [cot.chat(uid, f"order-{command.order}", words, now)]
            if p.get("lon") is not None and p.get("lat") is not None:
                mark = f"{cot.CENTRE}-order-{command.order}"
                label = str(p.get("place") or p.get("task") or "目的地")[:60]
                events.append(cot.thing(mark, "b-m-p-w-GOTO", p["lat"], p["lon"], now, label=label, stale_s=86_400, remarks=words))
        case "cancel":
            words = f"指令 {p.get('number', '')} 已取消"
            events = [cot.chat(uid, f"cancel-{p.get('order')}", words, now), cot.gone(f"{cot.CENTRE}-order-{p.get('order')}", now)]
        case _:
            raise Unsupported("TAK 终端只能收文字和指令")
    return f"tak/{uid}", b"".join(cot.as_xml(event) for event in events)

"""Cursor-on-Target, both ways: an XML event or a TAK protobuf message → Event, and our own events → either form. Pure (docs/devices.md §11).

Metres, m/s and degrees throughout; 9999999 is "unknown". Times are ISO with Z in XML, milliseconds since 1970 in protobuf.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring as safe_fromstring

from devices.adapters.protobuf_tables import messages, parsed
from devices.readings import Undecodable

UNKNOWN = 9_999_999.0
CENTRE, CALLSIGN = "ecc-command-centre", "指挥中心"
MAX_TEXT = 2000

_TAK = messages(
    "ecc_tak",
    {
        "TakMessage": {"cotEvent": (2, "CotEvent")},
        "CotEvent": {
            "type": (1, "bytes"), "uid": (5, "bytes"), "sendTime": (6, "uint64"), "startTime": (7, "uint64"), "staleTime": (8, "uint64"),
            "how": (9, "bytes"), "lat": (10, "double"), "lon": (11, "double"), "hae": (12, "double"), "ce": (13, "double"),
            "le": (14, "double"), "detail": (15, "Detail"),
        },
        "Detail": {
            "xmlDetail": (1, "bytes"), "contact": (2, "Contact"), "group": (3, "Group"), "status": (5, "Battery"), "takv": (6, "Takv"),
            "track": (7, "Track"),
        },
        "Contact": {"endpoint": (1, "bytes"), "callsign": (2, "bytes")},
        "Group": {"name": (1, "bytes"), "role": (2, "bytes")},
        "Battery": {"battery": (1, "uint32")},
        "Takv": {"device": (1, "bytes"), "platform": (2, "bytes"), "os": (3, "bytes"), "version": (4, "bytes")},
        "Track": {"speed": (1, "double"), "course": (2, "double")},
    },
)  # fmt: skip


class Event(msgspec.Struct):
    uid: str
    type: str
    how: str = "m-g"
    time_ms: int | None = None
    start_ms: int | None = None
    stale_ms: int | None = None
    lat: float = 0.0
    lon: float = 0.0
    hae: float | None = None
    ce: float | None = None
    callsign: str = ""
    speed: float | None = None
    course: float | None = None
    battery: float | None = None
    model: str = ""
    version: str = ""
    link: str = ""  # uid of whom an alert or a goodbye is about
    sender: str = ""  # of a chat
    message: str = ""  # id of a chat, or of the one a receipt is for
    text: str = ""
    emergency: str = ""
    cancelled: bool = False
    takp: int = 0  # version a client asks for


def parse(payload: bytes) -> Event:
    return _of_xml(payload) if payload.lstrip()[:1] == b"<" else _of_proto(payload)


def element_of(payload: bytes) -> Element:
    try:
        found: Element = safe_fromstring(payload, forbid_dtd=True)
        return found
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Undecodable("不是有效的 CoT XML") from None


def _of_xml(payload: bytes) -> Event:
    root = element_of(payload)
    if root.tag != "event":
        raise Undecodable("CoT 根元素不是 event")
    point = root.find("point")
    at = point.attrib if point is not None else {}
    event = Event(
        uid=root.get("uid", ""), type=root.get("type", ""), how=root.get("how", ""), time_ms=_ms(root.get("time")),
        start_ms=_ms(root.get("start")), stale_ms=_ms(root.get("stale")), lat=_number(at.get("lat")) or 0.0, lon=_number(at.get("lon")) or 0.0,
        hae=_known(_number(at.get("hae"))), ce=_known(_number(at.get("ce"))),
    )  # fmt: skip
    detail = root.find("detail")
    if detail is not None:
        _detail(event, detail)
    return _sound(event)


def _of_proto(payload: bytes) -> Event:
    message = parsed(_TAK["TakMessage"], payload, "TAK")
    if not message.HasField("cotEvent"):
        raise Undecodable("TAK 报文没有 cotEvent")
    e = message.cotEvent
    event = Event(
        uid=_text(e.uid), type=_text(e.type), how=_text(e.how), time_ms=e.sendTime or None, start_ms=e.startTime or None,
        stale_ms=e.staleTime or None, lat=_finite(e.lat) or 0.0, lon=_finite(e.lon) or 0.0, hae=_known(_finite(e.hae)), ce=_known(_finite(e.ce)),
    )  # fmt: skip
    d = e.detail
    if d.xmlDetail:
        _detail(event, element_of(b"<detail>" + bytes(d.xmlDetail) + b"</detail>"))
    event.callsign = _text(d.contact.callsign) or event.callsign
    if d.HasField("status"):
        event.battery = float(d.status.battery)
    if d.HasField("track"):
        event.speed, event.course = _finite(d.track.speed), _finite(d.track.course)
    if d.HasField("takv"):
        event.model = f"{_text(d.takv.device)} {_text(d.takv.platform)}".strip()[:80]
        event.version = _text(d.takv.version)[:40]
    return _sound(event)


def _detail(event: Event, detail: Element) -> None:
    for part in detail:
        get = part.attrib.get
        match part.tag:
            case "contact":
                event.callsign = get("callsign", "")[:80]
            case "track":
                event.speed, event.course = _number(get("speed")), _number(get("course"))
            case "status":
                event.battery = _number(get("battery"))
            case "takv":
                event.model, event.version = f"{get('device', '')} {get('platform', '')}".strip()[:80], get("version", "")[:40]
            case "link" if not event.link:
                event.link = get("uid", "")[:128]
            case "__chat":
                event.message = get("messageId", "")[:64] or event.message
                group = part.find("chatgrp")
                event.sender = (group.get("uid0", "") if group is not None else "")[:128]
            case "__chatreceipt":
                event.message = get("messageId", "")[:64]
                group = part.find("chatgrp")
                event.sender = (group.get("uid0", "") if group is not None else "")[:128]
            case "remarks":
                event.text = (part.text or "")[:MAX_TEXT]
            case "emergency":
                event.emergency = (part.text or get("type", "")).strip()[:200]
                event.cancelled = get("cancel") == "true"
            case "TakControl":
                asks = part.find("TakRequest")
                version = asks.get("version", "") if asks is not None else ""
                event.takp = int(version) if version.isdecimal() and len(version) < 4 else 0


def _sound(event: Event) -> Event:
    if not event.uid or not event.type or len(event.uid) > 200 or len(event.type) > 60:
        raise Undecodable("CoT 缺少 uid 或 type")
    return event


def chat(uid: str, message: str, text: str, now_ms: int) -> Element:
    """One line from the centre to one terminal, as ATAK shows it; the message's id comes back with its receipts."""
    event = _event(f"GeoChat.{CENTRE}.{uid}.{message}", "b-t-f", "h-g-i-g-o", now_ms, 86_400)
    detail = SubElement(event, "detail")
    room = {
        "parent": "RootContactGroup",
        "groupOwner": "false",
        "messageId": message,
        "chatroom": CALLSIGN,
        "id": uid,
        "senderCallsign": CALLSIGN,
    }
    said = SubElement(detail, "__chat", room)
    SubElement(said, "chatgrp", {"uid0": CENTRE, "uid1": uid, "id": uid})
    SubElement(detail, "link", {"uid": CENTRE, "type": "a-f-G-U-C", "relation": "p-p"})
    SubElement(detail, "remarks", {"source": f"BAO.F.ATAK.{CENTRE}", "to": uid, "time": zulu(now_ms)}).text = text[:MAX_TEXT]
    return event


def thing(
    uid: str, kind: str, lat: float, lon: float, now_ms: int, *, label: str, stale_s: float, remarks: str = "", hae: float | None = None,
    speed: float | None = None, course: float | None = None,
) -> Element:  # fmt: skip
    """Something that stands on their map: a team of ours, an incident, where to go."""
    event = _event(uid, kind, "m-g", now_ms, stale_s, lat, lon, hae)
    detail = SubElement(event, "detail")
    SubElement(detail, "contact", {"callsign": label})
    if speed is not None or course is not None:
        SubElement(detail, "track", {"speed": f"{speed or 0:.2f}", "course": f"{course or 0:.1f}"})
    if remarks:
        SubElement(detail, "remarks").text = remarks[:MAX_TEXT]
    return event


def gone(uid: str, now_ms: int) -> Element:
    event = _event(f"{CENTRE}-delete", "t-x-d-d", "m-g", now_ms, 60)
    detail = SubElement(event, "detail")
    SubElement(detail, "link", {"uid": uid, "relation": "none", "type": "none"})
    SubElement(detail, "__forcedelete")
    return event


def control(kind: str, now_ms: int) -> Element:
    """The protocol offer, the answer to who takes it, the answer to a ping."""
    event = _event(f"{CENTRE}-protocol", kind, "m-g", now_ms, 60)
    if kind.startswith("t-x-takp"):
        said = SubElement(SubElement(event, "detail"), "TakControl")
        if kind == "t-x-takp-v":
            SubElement(said, "TakProtocolSupport", {"version": "1"})
        else:
            SubElement(said, "TakResponse", {"status": "true"})
    return event


def as_xml(event: Element) -> bytes:
    return bytes(tostring(event, encoding="utf-8"))


def as_proto(event: Element) -> bytes:
    """A TakMessage; details without a field of their own travel as XML, as the standard has it."""
    message = _TAK["TakMessage"]()
    e, at = message.cotEvent, event.find("point")
    assert at is not None
    e.uid, e.type, e.how = (event.get(name, "").encode() for name in ("uid", "type", "how"))
    e.sendTime, e.startTime, e.staleTime = (_ms(event.get(name)) or 0 for name in ("time", "start", "stale"))
    e.lat, e.lon, e.hae, e.ce, e.le = (float(at.get(name, "0")) for name in ("lat", "lon", "hae", "ce", "le"))
    rest = b""
    for part in event.find("detail") or []:
        if part.tag == "contact" and set(part.attrib) <= {"callsign", "endpoint"}:
            e.detail.contact.callsign = part.get("callsign", "").encode()
        elif part.tag == "track":
            e.detail.track.speed, e.detail.track.course = float(part.get("speed", "0")), float(part.get("course", "0"))
        else:
            rest += tostring(part, encoding="utf-8")
    if rest:
        e.detail.xmlDetail = rest
    return bytes(message.SerializeToString())


def ours(payload: bytes) -> list[Element]:
    """What `encode` wrote, one event or several; our own words, so the plain parser does."""
    return list(fromstring(b"<events>" + payload + b"</events>"))


def _event(
    uid: str, kind: str, how: str, now_ms: int, stale_s: float, lat: float = 0.0, lon: float = 0.0, hae: float | None = None
) -> Element:
    now, stale = zulu(now_ms), zulu(now_ms + int(stale_s * 1000))
    event = Element("event", {"version": "2.0", "uid": uid, "type": kind, "how": how, "time": now, "start": now, "stale": stale})
    height = f"{UNKNOWN:.1f}" if hae is None else f"{hae:.1f}"
    SubElement(event, "point", {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "hae": height, "ce": f"{UNKNOWN:.1f}", "le": f"{UNKNOWN:.1f}"})
    return event


def zulu(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _ms(text: str | None) -> int | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text[:40])
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _number(text: str | None) -> float | None:
    try:
        return _finite(float(text)) if text else None
    except ValueError:
        return None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _known(value: float | None) -> float | None:
    return None if value is None or abs(value) >= UNKNOWN else value


def _text(value: Any) -> str:
    return bytes(value).decode(errors="replace").replace("\x00", "")

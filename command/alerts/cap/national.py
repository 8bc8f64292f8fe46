"""The national release system's XML ↔ **national** ↔ message. It resembles CAP and is none: no namespace, the colour stands in `severity`.

Kept as CAP has it: the colour becomes the parameter `color`, the 12-digit codes become geocodes of GB/T 2260.
"""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from command.alerts.cap.message import (
    ALERT,
    BEIJING,
    CERTAINTIES,
    KINDS,
    SCOPES,
    STATUSES,
    URGENCIES,
    Info,
    Message,
    Place,
    Reference,
    Refused,
)
from command.alerts.cap.xml import add, circle, degrees, instant, maybe_instant, needed, one_of, ring, said_ring, text

SEVERITY_OF = {"Red": "Extreme", "Orange": "Severe", "Yellow": "Moderate", "Blue": "Minor", "White": "Minor"}
CODE_SCHEME, AREA_SCHEME, COLOUR = "GB/T 35561", "GB/T 2260", "color"
CATEGORY_OF = (
    ("11B25", "Fire"),
    ("11G", "Fire"),
    ("11C", "Geo"),
    ("11D", "Geo"),
    ("11", "Met"),
    ("12G", "Fire"),
    ("12", "Safety"),
    ("13", "Health"),
    ("14", "Security"),
)
DIGITS = 12


def read_national(root: Element) -> Message:
    info = root.find("info")
    kind = one_of(root, "msgType", KINDS, ALERT)
    references = tuple(Reference(one) for one in re.split(r"[\s,]+", text(root, "references")) if one)
    if kind != ALERT and not references and kind in ("Update", "Cancel"):
        raise Refused(f"msgType 为 {kind} 时须有 references,指明更新或解除哪一条")
    return Message(
        identifier=needed(root, "identifier", most=120), sender=needed(root, "sender", most=120),
        sent=instant(needed(root, "sendTime"), "sendTime", naive=True), status=one_of(root, "status", STATUSES, "Actual"), kind=kind,
        scope=one_of(root, "scope", SCOPES, "Public"), source=text(root, "senderCode", most=40), note=text(root, "note"),
        references=references, infos=(_info(info),) if info is not None else (),
    )  # fmt: skip


def _info(info: Element) -> Info:
    code, colour = text(info, "eventType", most=20), text(info, "severity", most=20)
    headline = text(info, "headline")
    if colour not in (*SEVERITY_OF, "", "Unknown"):
        raise Refused(f"severity 为“{colour}”,应为 {'、'.join(SEVERITY_OF)} 之一")
    known = colour in SEVERITY_OF
    return Info(
        event=headline or code or "预警", categories=(next((one for prefix, one in CATEGORY_OF if code.startswith(prefix)), "Other"),),
        language=text(info, "language", most=40) or "zh-CN", urgency=one_of(info, "urgency", URGENCIES, "Unknown"),
        severity=SEVERITY_OF[colour] if known else "Unknown", certainty=one_of(info, "certainty", CERTAINTIES, "Unknown"),
        codes=((CODE_SCHEME, code),) if code else (), effective=maybe_instant(info, "effective", naive=True),
        onset=maybe_instant(info, "onset", naive=True), expires=maybe_instant(info, "expires", naive=True),
        sender_name=text(info, "senderName"), headline=headline, description=text(info, "description"),
        instruction=text(info, "instruction"), web=text(info, "web"), parameters=((COLOUR, colour),) if known else (),
        places=tuple(_place(one) for one in info.findall("area")[:100]),
    )  # fmt: skip


def _place(area: Element) -> Place:
    codes = [one for one in re.split(r"[\s,]+", text(area, "geocode")) if one]
    if wrong := [one for one in codes if not one.isascii() or not one.isdigit() or len(one) > DIGITS]:
        raise Refused(f"geocode 读不懂:{wrong[0][:40]}")
    around, corners = text(area, "circle"), text(area, "polygon", most=200_000)
    return Place(
        name=text(area, "areaDesc"), polygons=(ring(corners),) if corners else (), circles=(circle(around),) if around else (),
        geocodes=tuple((AREA_SCHEME, one) for one in codes),
    )  # fmt: skip


def write_national(message: Message, *, methods: tuple[tuple[str, str], ...] = ()) -> bytes:
    """`methods`: name of the way out (SMS, WEB, SPEAKER …) and its text."""
    root = Element("alert")
    add(root, "identifier", message.identifier)
    add(root, "sender", message.sender)
    add(root, "senderCode", message.source)
    add(root, "sendTime", _said(message.sent))
    for name, said in (("status", message.status), ("msgType", message.kind), ("scope", message.scope)):
        add(root, name, said)
    code = SubElement(root, "code")
    for method, words in methods:
        one = SubElement(code, "method")
        add(one, "methodName", method)
        add(one, "message", words)
        SubElement(one, "audienceGrp")
        add(one, "audenceprt", ",")  # spelt so by the system
    add(root, "secClassification", "None")
    add(root, "note", message.note)
    add(root, "references", ",".join(one.identifier for one in message.references))
    for info in message.infos[:1]:
        _write_info(SubElement(root, "info"), info)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def _write_info(parent: Element, info: Info) -> None:
    colour = info.parameter(COLOUR).capitalize()
    for name, said in (
        ("language", info.language), ("eventType", next((value for _, value in info.codes), "")), ("urgency", info.urgency),
        ("severity", colour or "Unknown"), ("certainty", info.certainty), ("effective", _said(info.effective)), ("onset", _said(info.onset)),
        ("expires", _said(info.expires)), ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description),
        ("instruction", info.instruction), ("web", info.web),
    ):  # fmt: skip
        add(parent, name, said)
    for place in info.places:
        area = SubElement(parent, "area")
        add(area, "areaDesc", place.name)
        add(area, "polygon", said_ring(place.polygons[0]) if place.polygons else "")
        add(area, "circle", " ".join(f"{degrees(lat)},{degrees(lon)} {degrees(km)}" for lon, lat, km in place.circles[:1]))
        add(area, "geocode", ",".join(value.ljust(DIGITS, "0") for _, value in place.geocodes))


def _said(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(BEIJING).replace(microsecond=0).isoformat(sep=" ")

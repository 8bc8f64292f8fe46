"""message → **writing** → CAP 1.2, valid by the OASIS schema: elements in its order, instants with an offset and never “Z”."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from command.alerts.cap.message import BEIJING, Info, Message, Pair, Place
from command.alerts.cap.reading import NS, SPACE
from command.alerts.cap.xml import add, degrees, maybe_add, said_ring

register_namespace("", SPACE)


def write_cap(message: Message) -> bytes:
    root = Element(f"{NS}alert")
    for name, said in (
        ("identifier", message.identifier), ("sender", message.sender), ("sent", said_at(message.sent)), ("status", message.status),
        ("msgType", message.kind),
    ):  # fmt: skip
        add(root, f"{NS}{name}", said)
    maybe_add(root, f"{NS}source", message.source)
    add(root, f"{NS}scope", message.scope)
    maybe_add(root, f"{NS}note", message.note)
    references = " ".join(f"{one.sender},{one.identifier},{said_at(one.sent)}" for one in message.references if one.sent is not None)
    maybe_add(root, f"{NS}references", references)
    for info in message.infos:
        _info(SubElement(root, f"{NS}info"), info)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def _info(parent: Element, info: Info) -> None:
    add(parent, f"{NS}language", info.language)
    for category in info.categories:
        add(parent, f"{NS}category", category)
    add(parent, f"{NS}event", info.event)
    for response in info.responses:
        add(parent, f"{NS}responseType", response)
    for name, said in (("urgency", info.urgency), ("severity", info.severity), ("certainty", info.certainty)):
        add(parent, f"{NS}{name}", said)
    _pairs(parent, "eventCode", info.codes)
    for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if at is not None:
            add(parent, f"{NS}{name}", said_at(at))
    for name, said in (
        ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description), ("instruction", info.instruction),
        ("web", info.web), ("contact", info.contact),
    ):  # fmt: skip
        maybe_add(parent, f"{NS}{name}", said)
    _pairs(parent, "parameter", info.parameters)
    for place in info.places:
        _place(SubElement(parent, f"{NS}area"), place)


def _place(parent: Element, place: Place) -> None:
    add(parent, f"{NS}areaDesc", place.name)
    for polygon in place.polygons:
        add(parent, f"{NS}polygon", said_ring(polygon))
    for lon, lat, km in place.circles:
        add(parent, f"{NS}circle", f"{degrees(lat)},{degrees(lon)} {degrees(km)}")
    _pairs(parent, "geocode", place.geocodes)


def _pairs(parent: Element, name: str, pairs: tuple[Pair, ...]) -> None:
    for value_name, value in pairs:
        one = SubElement(parent, f"{NS}{name}")
        add(one, f"{NS}valueName", value_name)
        add(one, f"{NS}value", value)


def said_at(at: datetime | None) -> str:
    assert at is not None
    return at.astimezone(BEIJING).replace(microsecond=0).isoformat()

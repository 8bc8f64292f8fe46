"""One GeoChat event as TAK clients read it: `b-t-f`, to one terminal, with our callsign as the sender. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

STALE_S = 86_400
UNKNOWN = "9999999.0"  # CoT's "no such value"
SENDER_UID = "ecc-command-centre"


def zulu(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def geochat(key: str, uid: str, callsign: str, text: str, *, sender: str, at: datetime) -> bytes:
    """The message's own id makes the event's: a server or client that gets it twice shows it once."""
    now, stale = zulu(at), zulu(at + timedelta(seconds=STALE_S))
    event = Element(
        "event",
        {"version": "2.0", "uid": f"GeoChat.{SENDER_UID}.{uid}.{key}", "type": "b-t-f", "how": "h-g-i-g-o", "time": now, "start": now, "stale": stale},
    )  # fmt: skip
    SubElement(event, "point", {"lat": "0.0", "lon": "0.0", "hae": UNKNOWN, "ce": UNKNOWN, "le": UNKNOWN})
    detail = SubElement(event, "detail")
    chat = SubElement(
        detail,
        "__chat",
        {"parent": "RootContactGroup", "groupOwner": "false", "messageId": key, "chatroom": callsign, "id": uid, "senderCallsign": sender},
    )
    SubElement(chat, "chatgrp", {"uid0": SENDER_UID, "uid1": uid, "id": uid})
    SubElement(detail, "link", {"uid": SENDER_UID, "type": "a-f-G-U-C", "relation": "p-p"})
    SubElement(detail, "remarks", {"source": f"BAO.F.ATAK.{SENDER_UID}", "to": uid, "time": now}).text = text
    marti = SubElement(detail, "marti")
    SubElement(marti, "dest", {"callsign": callsign})
    return bytes(tostring(event, encoding="utf-8", xml_declaration=True))

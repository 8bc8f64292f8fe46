"""meshtastic → **meshtastic_reading** → readings: one opened packet, from protobuf or from old firmware's JSON, in the centre's words."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from devices.adapters.known import finite
from devices.adapters.meshtastic_messages import (
    ALERT,
    DETECTION,
    DEVICE,
    MAP_REPORT,
    MEASURED,
    NODEINFO,
    POSITION,
    TELEMETRY,
    TEXT,
    WAYPOINT,
    M,
)
from devices.adapters.protobuf_tables import parsed, said, words
from devices.readings import Fix, Measurement, Reading, Sos, Source, Status, Text, Undecodable, device_time

_KMH = 1 / 3.6  # firmware stores km/h in ground_speed although the comment beside the field says m/s
_DEGREE_M = 111_320
_MAX_TEXT = 237  # what fits into one LoRa packet
_BELL = "\x07"


class Packet(NamedTuple):
    """Who sent it and how it came; ``number`` is the same on every gateway that heard it."""

    source: Source
    number: int
    at_ms: int | None
    received_ms: int
    retained: bool
    link: float | None


Level = Literal[0, 1, 2]


def read_port(p: Packet, port: int, payload: bytes) -> list[Reading]:
    """The readings of one decrypted packet; a port the centre has no use for says nothing."""
    if port in (TEXT, DETECTION):
        return [_text(p, payload.decode(errors="replace"), detection=port == DETECTION)]
    if port == ALERT:
        return [_sos(p, payload.decode(errors="replace"))]
    if port == POSITION:
        return _position(p, _fields(parsed(M["Position"], payload, "Meshtastic 位置")))
    if port == NODEINFO:
        user = parsed(M["User"], payload, "Meshtastic 节点信息")
        return [_named(p, words(said(user, "long_name")), words(said(user, "short_name")), user.hw_model)]
    if port == WAYPOINT:
        point = parsed(M["Waypoint"], payload, "Meshtastic 航点")
        return _waypoint(
            p, words(said(point, "name")), words(said(point, "description")), said(point, "latitude_i"), said(point, "longitude_i")
        )
    if port == TELEMETRY:
        telemetry = parsed(M["Telemetry"], payload, "Meshtastic 遥测")
        p = p._replace(at_ms=_seconds(said(telemetry, "time")) or p.at_ms)
        values: dict[str, Any] = {}
        for field, part in telemetry.ListFields():
            if field.message_type is None:
                continue
            inner = _fields(part)
            if field.name == "health_metrics" and "temperature" in inner:
                values["body_temp"] = inner.pop("temperature")
            values |= inner
        return _telemetry(p, values)
    if port == MAP_REPORT:  # its place is blurred for a public map: where the node is, its own positions say
        report = parsed(M["MapReport"], payload, "Meshtastic 地图报告")
        names = words(said(report, "long_name")), words(said(report, "short_name"))
        return [_named(p, *names, said(report, "hw_model"), words(said(report, "firmware_version"), 40))]
    return []


def read_json(p: Packet, kind: str, payload: Any) -> list[Reading]:
    """Firmware up to 2.7."""
    if kind in ("text", "detection", "alert"):
        found = payload.get("text") if isinstance(payload, dict) else payload
        if not isinstance(found, str):
            raise Undecodable(f"{kind} 报文没有文字")
        return [_sos(p, found) if kind == "alert" else _text(p, found, detection=kind == "detection")]
    if not isinstance(payload, dict):
        raise Undecodable("payload 不是对象")
    if kind == "position":
        return _position(p, payload)
    if kind == "telemetry":
        return _telemetry(p._replace(at_ms=_seconds(payload.get("time")) or p.at_ms), payload)
    if kind == "nodeinfo":
        return [_named(p, _word(payload.get("longname")), _word(payload.get("shortname")), payload.get("hardware"))]
    if kind == "waypoint":
        place = (payload.get("latitude_i"), payload.get("longitude_i"))
        return _waypoint(p, _word(payload.get("name")), _word(payload.get("description")), *place)
    return []


def _fields(message: Any) -> dict[str, Any]:
    return {field.name: value for field, value in message.ListFields()}


def _number(value: Any) -> float | None:
    return finite(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 else None


def _word(value: Any) -> str:
    return value.replace("\x00", "").strip()[:200] if isinstance(value, str) else ""


def _seconds(value: Any) -> int | None:
    """0 = the node has no clock."""
    sane = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11
    return device_time(float(value) * 1000) if sane else None


def _position(p: Packet, f: dict[str, Any]) -> list[Reading]:
    lat, lon = _number_e7(f.get("latitude_i")), _number_e7(f.get("longitude_i"))
    at_ms = _seconds(f.get("time")) or _seconds(f.get("timestamp")) or p.at_ms
    if lat is None or lon is None:  # the node asks, or has no fix
        return [Status(source=p.source, at_ms=at_ms, received_ms=p.received_ms, held=True, link=p.link)]
    speed, track = _number(f.get("ground_speed")), _number(f.get("ground_track"))
    altitude = _number(f.get("altitude"))
    return [
        Fix(
            p.source,
            at_ms,
            p.received_ms,
            lat,
            lon,
            altitude if altitude is not None else _number(f.get("altitude_hae")),
            None,
            None if speed is None else speed * _KMH,
            None if track is None else track * 1e-5,
            None,
            p.link,
            _accuracy(f),
            None,
            p.retained,
        )
    ]


def _number_e7(value: Any) -> float | None:
    return value / 1e7 if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**32 else None


def _accuracy(f: dict[str, Any]) -> float | None:
    """Bits below the first ``precision_bits`` were cut off by the sender for privacy; the place given is the middle of the cell."""
    bits = f.get("precision_bits")
    if isinstance(bits, int) and 0 < bits < 32:
        return float(2 ** (31 - bits) * 1e-7 * _DEGREE_M)
    of_receiver, dilution = _number(f.get("gps_accuracy")), _number(f.get("HDOP")) or _number(f.get("PDOP"))
    return of_receiver / 1000 * dilution / 100 if of_receiver and dilution else None


def _named(p: Packet, long_name: str, short_name: str, hardware: Any, firmware: str = "") -> Status:
    learned: dict[str, object] = {"kind": "radio"}
    if long_name:
        learned["name"] = learned["label"] = long_name[:80]
    if short_name:
        learned["short_name"] = short_name[:8]
    if isinstance(hardware, int) and not isinstance(hardware, bool) and 0 < hardware < 1000:
        learned["model"] = f"Meshtastic {hardware}"
    if firmware:
        learned["firmware"] = firmware
    return Status(source=p.source, at_ms=p.at_ms, received_ms=p.received_ms, link=p.link, learned=learned)


def _telemetry(p: Packet, values: dict[str, Any]) -> list[Reading]:
    """Of the node itself → Status; of what hangs on it → Measurements. Voltage is in both: the node's own means nothing to an officer."""
    readings: list[Reading] = []
    if any(name in values for name in DEVICE):
        level = _number(values.get("battery_level"))
        # Above 100 = fed from outside
        battery = None if level is None else min(level, 100.0)
        readings.append(Status(source=p.source, at_ms=p.at_ms, received_ms=p.received_ms, battery=battery, link=p.link))
    for name, (quantity, unit) in (MEASURED | {"body_temp": ("body_temp_c", "Cel")}).items():
        value = _number(values.get(name))
        if value is not None and value == value:
            readings.append(
                Measurement(
                    source=p.source,
                    at_ms=p.at_ms,
                    received_ms=p.received_ms,
                    message_id=f"telemetry:{p.number}",
                    quantity=quantity,
                    value=round(value, 3),  # a 32-bit float has no more to say
                    unit=unit,
                )
            )
    return readings


def _text(p: Packet, text: str, *, detection: bool) -> Text:
    level = 1 if detection else 2 if _BELL in text else 0
    return Text(
        source=p.source,
        at_ms=p.at_ms,
        received_ms=p.received_ms,
        message_id=f"text:{p.number}",
        text=_clean(text),
        topic="text",
        level=level,
    )


def _sos(p: Packet, text: str) -> Sos:
    return Sos(source=p.source, at_ms=p.at_ms, received_ms=p.received_ms, active=True, message_id=f"sos:{p.number}", text=_clean(text))


def _waypoint(p: Packet, name: str, description: str, lat_i: Any, lon_i: Any) -> list[Reading]:
    """Somebody marked a place: words for the officer, not a position of the sender."""
    lat, lon = _number_e7(lat_i), _number_e7(lon_i)
    if lat is None or lon is None:
        raise Undecodable("航点没有经纬度")
    text = f"标点 {name or '(未命名)'} {lat:.5f},{lon:.5f} {description}".strip()
    return [_text(p, text, detection=False)]


def _clean(text: str) -> str:
    return text.replace(_BELL, "").replace("\x00", "").strip()[:_MAX_TEXT]

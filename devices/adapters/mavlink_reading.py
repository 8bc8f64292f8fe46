"""mavlink → **mavlink_reading** → readings: one message of one vehicle, with what the vehicle said before."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from devices.adapters.known import hash_of
from devices.adapters.mavlink_commands import Errand
from devices.adapters.mavlink_frames import Message
from devices.adapters.odid import fix_of, learned_of
from devices.adapters.odid_messages import Said, identity, place, read_messages, where, words
from devices.readings import EARLIEST_MS, Fix, Reading, Source, Status, Text, device_time

_UNKNOWN16 = 65535
GLOBAL_FOR_MS = 5_000  # while the autopilot's own estimate comes, the receiver's raw position is not a second track
MAX_TEXTS = 16  # texts of several pieces that are waited for
_PIECE = 50

# MAV_TYPE → kind, words; what is not here (ground stations, cameras, trackers) is no vehicle
TYPES = {
    0: ("other", "载具"), 1: ("uav", "固定翼"), 2: ("uav", "四旋翼"), 3: ("uav", "共轴双桨"), 4: ("uav", "直升机"), 7: ("uav", "飞艇"),
    8: ("uav", "自由气球"), 10: ("vehicle", "无人车"), 11: ("vessel", "无人船"), 12: ("vessel", "潜航器"), 13: ("uav", "六旋翼"),
    14: ("uav", "八旋翼"), 15: ("uav", "三旋翼"), 19: ("uav", "垂直起降"), 20: ("uav", "垂直起降"), 21: ("uav", "垂直起降"),
    22: ("uav", "垂直起降"), 29: ("uav", "十二旋翼"), 35: ("uav", "十旋翼"),
}  # fmt: skip
# mavlink2rest writes enumerations by name; those of which the number matters here
ENUMS = {
    "MAV_TYPE_GENERIC": 0, "MAV_TYPE_FIXED_WING": 1, "MAV_TYPE_QUADROTOR": 2, "MAV_TYPE_COAXIAL": 3, "MAV_TYPE_HELICOPTER": 4,
    "MAV_TYPE_ANTENNA_TRACKER": 5, "MAV_TYPE_GCS": 6, "MAV_TYPE_AIRSHIP": 7, "MAV_TYPE_GROUND_ROVER": 10, "MAV_TYPE_SURFACE_BOAT": 11,
    "MAV_TYPE_SUBMARINE": 12, "MAV_TYPE_HEXAROTOR": 13, "MAV_TYPE_OCTOROTOR": 14, "MAV_TYPE_TRICOPTER": 15, "MAV_TYPE_GIMBAL": 26,
    "MAV_TYPE_ADSB": 27, "MAV_TYPE_CAMERA": 30,
    "MAV_AUTOPILOT_INVALID": 8,
    "MAV_STATE_CRITICAL": 5, "MAV_STATE_EMERGENCY": 6,
    "GPS_FIX_TYPE_NO_GPS": 0, "GPS_FIX_TYPE_NO_FIX": 1, "GPS_FIX_TYPE_2D_FIX": 2, "GPS_FIX_TYPE_3D_FIX": 3, "GPS_FIX_TYPE_DGPS": 4,
    "GPS_FIX_TYPE_RTK_FLOAT": 5, "GPS_FIX_TYPE_RTK_FIXED": 6, "GPS_FIX_TYPE_STATIC": 7, "GPS_FIX_TYPE_PPP": 8,
    "MAV_SEVERITY_EMERGENCY": 0, "MAV_SEVERITY_ALERT": 1, "MAV_SEVERITY_CRITICAL": 2, "MAV_SEVERITY_ERROR": 3, "MAV_SEVERITY_WARNING": 4,
    "MAV_SEVERITY_NOTICE": 5, "MAV_SEVERITY_INFO": 6, "MAV_SEVERITY_DEBUG": 7,
    "MAV_ODID_ID_TYPE_SERIAL_NUMBER": 1, "MAV_ODID_ID_TYPE_CAA_REGISTRATION_ID": 2, "MAV_ODID_ID_TYPE_UTM_ASSIGNED_UUID": 3,
    "MAV_ODID_ID_TYPE_SPECIFIC_SESSION_ID": 4, "MAV_ODID_STATUS_EMERGENCY": 3,
}  # fmt: skip
_WARNING = 4  # of MAV_SEVERITY; what is milder is a pilot's chatter


class Vehicle(msgspec.Struct):
    """What one vehicle said, as far as later messages depend on it."""

    boot_ms: int | None = None  # its clock minus its time since boot
    fix_type: int | None = None
    accuracy: float | None = None
    global_ms: int = -(10**15)
    told: dict[str, object] = {}
    state: int = 0
    texts: dict[int, dict[int, str]] = {}
    errand: Errand = msgspec.field(default_factory=Errand)  # what it does at our word
    remote_ids: dict[str, str] = {}  # of whom a remote identification speaks → UAS id


def number(fields: dict[str, Any], name: str) -> float | None:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    value = float(value) if abs(value) < 1e18 else math.nan
    return value if math.isfinite(value) else None


def code(fields: dict[str, Any], name: str) -> int:
    """An enumeration: its number, or its name as ``{"type": "MAV_…"}``; -1 = another one."""
    value = fields.get("mavtype") if name == "type" and "mavtype" in fields else fields.get(name)
    if isinstance(value, dict):
        value = value.get("type")
    if isinstance(value, str):
        return ENUMS.get(value, -1)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def raw(fields: dict[str, Any], name: str) -> bytes:
    """Characters or bytes: as they came, or as JSON's text, list of numbers, list of letters."""
    value = fields.get(name)
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, list) and len(value) <= 512:
        if all(isinstance(each, int) and 0 <= each <= 255 for each in value):
            return bytes(value)
        return "".join(each for each in value if isinstance(each, str)).encode()
    return b""


def read_message(source: Source, vehicle: Vehicle, message: Message, received_ms: int, retained: bool) -> list[Reading]:
    f = message.fields
    match message.name:
        case "GLOBAL_POSITION_INT":
            vehicle.global_ms = received_ms
            height = _scaled(f, "relative_alt", 0.001)
            return [*_position(source, vehicle, f, received_ms, retained), *vehicle.errand.under_way(source, height, received_ms)]
        case "GPS_RAW_INT":
            return _gps(source, vehicle, f, received_ms, retained)
        case "HEARTBEAT":
            return _heartbeat(source, vehicle, f, received_ms)
        case "COMMAND_ACK":
            return vehicle.errand.acknowledged(source, f, received_ms)
        case "SYS_STATUS" | "BATTERY_STATUS":
            left = number(f, "battery_remaining")
            # Further batteries feed the payload
            if left is None or not 0 <= left <= 100 or number(f, "id") not in (None, 0):
                return []
            return [Status(source=source, received_ms=received_ms, battery=left)]
        case "SYSTEM_TIME":
            unix, boot = number(f, "time_unix_usec"), number(f, "time_boot_ms")
            if unix is not None and boot is not None and unix / 1000 >= EARLIEST_MS:
                vehicle.boot_ms = int(unix / 1000 - boot)
            return []
        case "RADIO_STATUS":
            rssi = number(f, "remrssi")
            return [Status(source=source, received_ms=received_ms, link=rssi / 254 * 100)] if rssi is not None and 0 < rssi < 255 else []
        case "STATUSTEXT":
            return _text(source, vehicle, f, received_ms)
        case "HIGH_LATENCY2":
            return _high_latency(source, f, received_ms, retained)
        case "UTM_GLOBAL_POSITION":
            return _utm(source, f, received_ms, retained)
        case _:
            return _remote_id(source, vehicle, message.name, f, received_ms, retained)


def _degrees(fields: dict[str, Any], lat: str = "lat", lon: str = "lon") -> tuple[float, float] | None:
    north, east = number(fields, lat), number(fields, lon)
    return None if north is None or east is None else (north / 1e7, east / 1e7)


def _scaled(fields: dict[str, Any], name: str, scale: float, unknown: float | None = None) -> float | None:
    value = number(fields, name)
    return None if value is None or value == unknown else value * scale


def _position(source: Source, vehicle: Vehicle, f: dict[str, Any], received_ms: int, retained: bool) -> list[Reading]:
    boot, at = number(f, "time_boot_ms"), _degrees(f)
    at_ms = device_time(vehicle.boot_ms + boot) if vehicle.boot_ms is not None and boot is not None else None
    if at is None or at == (0, 0) or (vehicle.fix_type is not None and vehicle.fix_type < 2):
        return [Status(source=source, at_ms=at_ms, received_ms=received_ms, held=True)]
    north, east = number(f, "vx"), number(f, "vy")
    return [
        Fix(
            source,
            at_ms,
            received_ms,
            *at,
            _scaled(f, "alt", 0.001),
            _scaled(f, "relative_alt", 0.001),
            None if north is None or east is None else math.hypot(north, east) / 100,
            _scaled(f, "hdg", 0.01, _UNKNOWN16),
            None,
            None,
            vehicle.accuracy,
            None,
            retained,
        )
    ]


def _gps(source: Source, vehicle: Vehicle, f: dict[str, Any], received_ms: int, retained: bool) -> list[Reading]:
    """The receiver's own word: how good the fix is, and the position itself when no better one comes."""
    vehicle.fix_type = code(f, "fix_type") if code(f, "fix_type") >= 0 else None
    of_receiver = number(f, "h_acc")
    vehicle.accuracy = of_receiver / 1000 if of_receiver else None
    if received_ms - vehicle.global_ms < GLOBAL_FOR_MS:
        return []
    at = _degrees(f)
    if at is None or at == (0, 0) or vehicle.fix_type is None or vehicle.fix_type < 2:
        return [Status(source=source, received_ms=received_ms, held=True)]
    usec = number(f, "time_usec")  # since 1970, or since boot
    at_ms = int(usec / 1000) if usec is not None and usec / 1000 >= EARLIEST_MS else None
    speed, course = _scaled(f, "vel", 0.01, _UNKNOWN16), _scaled(f, "cog", 0.01, _UNKNOWN16)
    altitude = _scaled(f, "alt", 0.001)
    return [Fix(source, device_time(at_ms), received_ms, *at, altitude, None, speed, course, None, None, vehicle.accuracy, None, retained)]


def _heartbeat(source: Source, vehicle: Vehicle, f: dict[str, Any], received_ms: int) -> list[Reading]:
    kind = TYPES.get(code(f, "type"))
    if kind is None or code(f, "autopilot") == 8:  # a ground station, a camera, a companion computer of the same system
        return []
    learned: dict[str, object] = {"kind": kind[0], "model": f"MAVLink {kind[1]}"}
    news, vehicle.told = learned != vehicle.told, learned
    readings: list[Reading] = [Status(source=source, received_ms=received_ms, online=True, learned=learned if news else None)]
    readings += vehicle.errand.beat(source, f, received_ms)
    state = code(f, "system_status")
    if state in (5, 6) and vehicle.state not in (5, 6):
        text = "飞控报告紧急状态" if state == 6 else "飞控报告危急状态"
        readings.append(Text(source=source, received_ms=received_ms, message_id=f"state:{received_ms}", text=text, level=2))
    vehicle.state = state
    return readings


def _text(source: Source, vehicle: Vehicle, f: dict[str, Any], received_ms: int) -> list[Reading]:
    """Long texts come in pieces of 50 under one number; a piece that is not full is the last."""
    severity = code(f, "severity")
    if not 0 <= severity <= _WARNING:
        return []
    piece, ident, place_of = words(raw(f, "text")), int(number(f, "id") or 0), int(number(f, "chunk_seq") or 0)
    if ident:
        parts = vehicle.texts.setdefault(ident, {})
        parts[place_of] = piece
        if len(raw(f, "text").split(b"\x00")[0]) >= _PIECE and len(parts) < 8:
            while len(vehicle.texts) > MAX_TEXTS:
                del vehicle.texts[next(iter(vehicle.texts))]
            return []
        piece = "".join(parts[n] for n in sorted(parts))
        del vehicle.texts[ident]
    if not piece:
        return []
    # Autopilots repeat a warning each second; once a minute is enough to know
    key = f"text:{hash_of(piece.encode())}:{received_ms // 60_000}"
    level = 2 if severity <= 3 else 1
    return [Text(source=source, received_ms=received_ms, message_id=key, text=piece[:200].replace("\x00", ""), level=level)]


def _high_latency(source: Source, f: dict[str, Any], received_ms: int, retained: bool) -> list[Reading]:
    """One message a minute over a satellite."""
    at = _degrees(f, "latitude", "longitude")
    battery = number(f, "battery")
    battery = battery if battery is not None and 0 <= battery <= 100 else None
    if at is None or at == (0, 0):
        return [Status(source=source, received_ms=received_ms, held=True, battery=battery)]
    speed, heading = _scaled(f, "groundspeed", 0.2), _scaled(f, "heading", 2)
    return [Fix(source, None, received_ms, *at, number(f, "altitude"), None, speed, heading, battery, None, None, None, retained)]


def _utm(source: Source, f: dict[str, Any], received_ms: int, retained: bool) -> list[Reading]:
    at, usec = _degrees(f), number(f, "time")
    if at is None or at == (0, 0):
        return []
    at_ms = device_time(usec / 1000) if usec else None
    north, east = number(f, "vx"), number(f, "vy")
    speed = None if north is None or east is None else math.hypot(north, east) / 100
    accuracy = _scaled(f, "h_acc", 0.001, 0)
    alt, height = _scaled(f, "alt", 0.001), _scaled(f, "relative_alt", 0.001)
    return [Fix(source, at_ms, received_ms, *at, alt, height, speed, None, None, None, accuracy, None, retained)]


def _remote_id(source: Source, vehicle: Vehicle, name: str, f: dict[str, Any], received_ms: int, retained: bool) -> list[Reading]:
    """OPEN_DRONE_ID_*: of the vehicle itself (no address given), or of a drone its receiver hears; told under the UAS id, as in the adapter odid."""
    whose, said = raw(f, "id_or_mac").rstrip(b"\x00").hex(), Said()
    match name:
        case "OPEN_DRONE_ID_BASIC_ID":
            said.ident, said.ua_type = identity(raw(f, "uas_id"), code(f, "id_type")), max(0, code(f, "ua_type"))
        case "OPEN_DRONE_ID_LOCATION":
            said.status = code(f, "status")
            numbers = [number(f, key) for key in _LOCATION]
            lat, lon, heading, speed, baro, geo, height, second = (math.nan if n is None else n for n in numbers)
            if lat == lat and lon == lon:
                accuracy = code(f, "horizontal_accuracy")
                said.where = where(said.status, lat / 1e7, lon / 1e7, heading / 100, speed / 100, baro, geo, height, accuracy, second)
        case "OPEN_DRONE_ID_SYSTEM":
            at = _degrees(f, "operator_latitude", "operator_longitude")
            said.operator = place(*at) if at is not None else None
        case "OPEN_DRONE_ID_SELF_ID":
            said.description = words(raw(f, "description"))
        case "OPEN_DRONE_ID_OPERATOR_ID":
            said.operator_id = words(raw(f, "operator_id"))
        case "OPEN_DRONE_ID_MESSAGE_PACK":
            count = int(number(f, "msg_pack_size") or 0)
            if 0 < count <= 9:
                read_messages(raw(f, "messages")[: 25 * count], said)
    if said.ident:
        if len(vehicle.remote_ids) > 500:
            vehicle.remote_ids.clear()
        vehicle.remote_ids[whose] = said.ident
    ident = vehicle.remote_ids.get(whose)
    if ident is None:
        return []
    of_drone = Source("odid", ident)
    readings: list[Reading] = [fix_of(of_drone, said.where, received_ms, received_ms, retained)] if said.where is not None else []
    if learned := learned_of(said):
        readings.append(Status(source=of_drone, received_ms=received_ms, learned=learned))
    if said.ident and not whose:
        readings.append(Status(source=source, received_ms=received_ms, learned={"uas_id": said.ident}))
    return readings


_LOCATION = (
    "latitude", "longitude", "direction", "speed_horizontal", "altitude_barometric", "altitude_geodetic", "height", "timestamp",
)  # fmt: skip

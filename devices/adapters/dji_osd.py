"""dji → **dji_osd** → pipeline: properties of aircraft, remote controls and docks, merged key by key.

A dock sends its properties in three different partial messages and pilots' aircraft may do so too: a key that is missing has not changed.
A position counts only while ``position_state.is_fixed`` is 2 (or was never said: remote controls do not say); otherwise the last one is held.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from devices.adapters.dji_hms import MODES
from devices.adapters.known import Reader, finite
from devices.readings import Decoded, Fix, Hotspot, Progress, Reading, Source, Status, Target, Text, Undecodable, device_time

FIXED = 2
NOT_CONNECTED = 14  # mode_code of an aircraft
# Modes an aircraft goes into when something is wrong; a pilot who sends it home is one of them, so which of them ring is a rule.
ALERTING = {int(code) for code in MODES}
_HOMING = {9, 10, 11}  # return home, automatic landing, forced landing
STANDBY = 0
INVALID_BATTERY = 32767
_LINK_STEP = 20  # quality 0–5 → %

# The same fire is told again when the laser moved this far, or after this long; dispatch folds repeats into one alarm anyway.
_HOTSPOT_AGAIN_M = 200
_HOTSPOT_AGAIN_MS = 600_000


class Memory(msgspec.Struct):
    """What one device said so far."""

    hotspot_celsius: float = 80.0
    dji_config: dict[str, Any] = {}
    flights: dict[str, dict[str, str]] = {}
    children: set[str] = set()
    is_fixed: int | None = None
    lat: float | None = None
    lon: float | None = None
    alt: float | None = None
    elevation: float | None = None
    heading: float | None = None
    speed: float | None = None
    battery: float | None = None
    link: float | None = None
    mode: int | None = None
    connected: bool | None = None
    child_online: bool | None = None
    gateway: str | None = None
    beat_ms: int = 0  # live control: when the last heartbeat went down
    beats: int = 0
    hotspot: tuple[int, float, float, str] | None = None  # at, lat, lon, kind of the last one told


class _Battery(msgspec.Struct, gc=False):
    capacity_percent: float | None = None


class _Position(msgspec.Struct, gc=False):
    is_fixed: int | None = None


class _Wireless(msgspec.Struct, gc=False, rename={"g4_quality": "4g_quality"}):
    sdr_quality: float | None = None
    g4_quality: float | None = None


class _Network(msgspec.Struct, gc=False):
    quality: float | None = None


class _SubDevice(msgspec.Struct, gc=False):
    device_sn: str | None = None
    device_online_status: int | None = None


class OsdData(msgspec.Struct, gc=False):
    latitude: float | None = None
    longitude: float | None = None
    height: float | None = None
    elevation: float | None = None
    attitude_head: float | None = None
    heading: float | None = None
    horizontal_speed: float | None = None
    capacity_percent: float | None = None
    mode_code: int | None = None
    battery: _Battery | None = None
    position_state: _Position | None = None
    wireless_link: _Wireless | None = None
    network_state: _Network | None = None
    sub_device: _SubDevice | None = None


class _Osd(msgspec.Struct, gc=False):
    data: OsdData
    timestamp: float | None = None
    gateway: str | None = None


_osd = msgspec.json.Decoder(_Osd).decode
_any = msgspec.json.Decoder().decode


def read_osd(source: Source) -> Reader:
    def read(payload: bytes, received_ms: int, retained: bool, m: Memory) -> Decoded:
        try:
            frame = _osd(payload)
        except msgspec.ValidationError:
            frame = _salvage(payload)
        d = frame.data
        at_ms = None if frame.timestamp is None else device_time(frame.timestamp)
        readings: list[Reading] = []
        positioned = d.latitude is not None or d.longitude is not None
        changed = _merge(m, d)
        if (positioned or d.position_state is not None) and m.lat is not None and m.lon is not None:
            if m.is_fixed is None or m.is_fixed == FIXED:
                if positioned:
                    readings.append(
                        Fix(
                            source,
                            at_ms,
                            received_ms,
                            m.lat,
                            m.lon,
                            m.alt,
                            m.elevation,
                            m.speed,
                            m.heading,
                            m.battery,
                            m.link,
                            None,
                            None,
                            retained,
                        )
                    )
            else:
                readings.append(Status(source=source, at_ms=at_ms, received_ms=received_ms, held=True, battery=m.battery, link=m.link))
        if changed or frame.gateway != m.gateway:
            readings.extend(_news(source, d, m, frame.gateway, at_ms, received_ms))
        if b'"measure_target_error_state"' in payload or b'"ir_metering_' in payload:
            readings.extend(read_heat(source, _any(payload)["data"], at_ms, received_ms, m))
        return readings, ()

    return read


def _merge(m: Memory, d: OsdData) -> bool:
    """Take over what was said; True when something changed that is worth a Status of its own."""
    if d.position_state is not None and d.position_state.is_fixed is not None:
        m.is_fixed = d.position_state.is_fixed
    if d.latitude is not None:
        m.lat = d.latitude
    if d.longitude is not None:
        m.lon = d.longitude
    if d.height is not None:
        m.alt = d.height
    if d.elevation is not None:
        m.elevation = d.elevation
    if d.attitude_head is not None:
        m.heading = d.attitude_head
    elif d.heading is not None:
        m.heading = d.heading
    if d.horizontal_speed is not None:
        m.speed = d.horizontal_speed
    battery = d.battery.capacity_percent if d.battery is not None else d.capacity_percent
    link = m.link
    if d.wireless_link is not None:
        qualities = [q for q in (d.wireless_link.sdr_quality, d.wireless_link.g4_quality) if q is not None]
        link = max(qualities) * _LINK_STEP if qualities else link
    elif d.network_state is not None and d.network_state.quality is not None:
        link = d.network_state.quality * _LINK_STEP
    news = link != m.link
    m.link = finite(link)
    if battery is not None and battery != INVALID_BATTERY:
        news = news or battery != m.battery
        m.battery = finite(battery)
    return news or d.mode_code is not None or d.sub_device is not None


def _news(source: Source, d: OsdData, m: Memory, gateway: str | None, at_ms: int | None, received_ms: int) -> list[Reading]:
    """Statuses that are worth telling: battery or link without a position, an aircraft that lost its controller, a dock's drone."""
    found: list[Reading] = []
    learned: dict[str, object] | None = None
    if gateway is not None and gateway != m.gateway:
        m.gateway = gateway
        if gateway != source.external_id:
            learned = {"gateway": gateway}
    online: bool | None = None
    if d.mode_code is not None and d.sub_device is None and d.network_state is None:
        connected = d.mode_code != NOT_CONNECTED
        if connected != m.connected and (m.connected is not None or not connected):
            online = connected
        m.connected = connected
    if learned or online is not None or d.latitude is None:
        found.append(
            Status(source=source, at_ms=at_ms, received_ms=received_ms, online=online, battery=m.battery, link=m.link, learned=learned)
        )
    if d.mode_code is not None and d.sub_device is None and d.network_state is None:
        found.extend(_mode(source, d.mode_code, m, at_ms, received_ms))
    child = d.sub_device
    if child is not None and child.device_sn and child.device_online_status is not None:
        up = child.device_online_status == 1
        if up != m.child_online:
            m.child_online = up
            about = Source(source.adapter, child.device_sn[:64])
            found.append(Status(source=about, at_ms=at_ms, received_ms=received_ms, online=up, learned={"gateway": source.external_id}))
    return found


def _mode(source: Source, mode: int, m: Memory, at_ms: int | None, received_ms: int) -> list[Reading]:
    """Going into an alarming mode is told once; on the ground again after a return, the return is done."""
    was, m.mode = m.mode, mode
    if mode == was:
        return []
    when = at_ms if at_ms is not None else received_ms
    if mode in ALERTING and was is not None:
        key = f"mode:{mode}:{when}"
        return [Text(source=source, at_ms=at_ms, received_ms=received_ms, message_id=key, text=str(mode), topic="mode", level=2)]
    if mode == STANDBY and was in _HOMING:
        key = f"home:{when}"
        return [Progress(source=source, at_ms=at_ms, received_ms=received_ms, message_id=key, run="", kind="return_home", state="done")]
    return []


def read_heat(source: Source, data: Any, at_ms: int | None, received_ms: int, m: Memory) -> list[Reading]:
    """Laser target and infrared metering.

    The laser rests somewhere all the time, so a laser alone is only a Target that an officer can take. Heat above the rule's threshold is a
    Hotspot: at the laser's target when that is valid, else at the aircraft itself, which is a few hundred metres wrong and says so (kind ir).
    """
    if not isinstance(data, dict):
        raise Undecodable("data 不是对象")
    hottest = _hottest(data.get("cameras"))
    target = _laser(data)
    when = at_ms if at_ms is not None else received_ms
    if target is not None:
        lat, lon, alt, distance = target
        found: list[Reading] = [
            Target(source=source, at_ms=at_ms, received_ms=received_ms, lat=lat, lon=lon, alt=alt, distance=distance, temperature=hottest)
        ]
        place = (lat, lon, "laser", distance)
    elif m.lat and m.lon and (m.is_fixed is None or m.is_fixed == FIXED):
        found, place = [], (m.lat, m.lon, "ir", None)
    else:
        return []
    if hottest is None or hottest < m.hotspot_celsius or not _is_new(m, when, place[0], place[1], place[2]):
        return found
    m.hotspot = (when, place[0], place[1], place[2])
    found.append(
        Hotspot(
            source=source,
            at_ms=at_ms,
            received_ms=received_ms,
            lat=place[0],
            lon=place[1],
            kind="laser" if place[2] == "laser" else "ir",
            message_id=f"hotspot:{when}",
            temperature=hottest,
            distance=place[3],
        )
    )
    return found


def _is_new(m: Memory, at_ms: int, lat: float, lon: float, kind: str) -> bool:
    last = m.hotspot
    if last is None or at_ms - last[0] >= _HOTSPOT_AGAIN_MS or (kind == "laser" and last[3] == "ir"):
        return True
    metres = math.hypot((lat - last[1]) * 111_195, (lon - last[2]) * 111_195 * math.cos(math.radians(lat)))
    return kind == "laser" and metres > _HOTSPOT_AGAIN_M


def _laser(data: dict[str, Any]) -> tuple[float, float, float | None, float | None] | None:
    """The first payload (dynamic key such as 53-0-0) whose range finder says state 0 and gives a real place."""
    for payload in data.values():
        if not isinstance(payload, dict) or payload.get("measure_target_error_state") != 0:
            continue
        lat, lon = _number(payload.get("measure_target_latitude")), _number(payload.get("measure_target_longitude"))
        if lat and lon and abs(lat) <= 90 and abs(lon) <= 180:
            return lat, lon, _number(payload.get("measure_target_altitude")), _number(payload.get("measure_target_distance"))
    return None


def _hottest(cameras: Any) -> float | None:
    """Infrared metering counts only in the mode the camera says it is in: 1 point, 2 area."""
    found: list[float] = []
    for camera in cameras if isinstance(cameras, list) else []:
        if not isinstance(camera, dict):
            continue
        mode = camera.get("ir_metering_mode")
        point: Any = None
        if mode == 1:
            point = camera.get("ir_metering_point")
        elif mode == 2 and isinstance(area := camera.get("ir_metering_area"), dict):
            point = area.get("max_temperature_point")
        celsius = _number(point.get("temperature")) if isinstance(point, dict) else None
        if celsius is not None:
            found.append(celsius)
    return max(found, default=None)


def _number(value: Any) -> float | None:
    return finite(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else None


def _salvage(payload: bytes) -> _Osd:
    """A field of an unexpected type costs that field, not the position."""
    frame = _any(payload)
    data = frame.get("data") if isinstance(frame, dict) else None
    if not isinstance(data, dict):
        raise Undecodable("缺少 data 对象")
    kept: dict[str, Any] = {}
    for field in msgspec.structs.fields(OsdData):
        if field.encode_name in data:
            try:
                kept[field.name] = msgspec.convert(data[field.encode_name], field.type, strict=False)
            except msgspec.ValidationError:
                continue
    stamp, gateway = frame.get("timestamp"), frame.get("gateway")
    # A 400-digit integer is no time; _number takes the size of a day since 1970 in ms and no more, so compare here.
    good = isinstance(stamp, int | float) and not isinstance(stamp, bool) and abs(stamp) < 1e15
    return _Osd(data=OsdData(**kept), timestamp=float(stamp) if good else None, gateway=gateway if isinstance(gateway, str) else None)

"""flat names and values → **values** → readings: what ThingsBoard, Sparkplug, Homie and their like say, whichever names their maker chose."""

from __future__ import annotations

from typing import Any

from devices.adapters.quantities import measured, number
from devices.readings import Fix, Reading, Sos, Source, Status
from devices.sane import judge

MAX_VALUES = 500  # of one device in one frame
_LAT, _LON = ("latitude", "lat", "纬度"), ("longitude", "lon", "lng", "long", "经度")
_ALT, _HEADING, _ACCURACY = ("altitude", "alt"), ("heading", "bearing", "course"), ("accuracy", "gps_accuracy")
_SOS = ("sos", "panic", "emergency")
_PERCENT = ("batterylevel", "batterypct", "batterypercent", "电量")
_BATTERY = ("battery", "batt", "bat")
_VOLTS = 5.0  # "battery": 3.6 is a cell's voltage, 83 is a share
_FACTS = {
    "firmware": "firmware",
    "fw": "firmware",
    "fwversion": "firmware",
    "firmwareversion": "firmware",
    "model": "model",
    "name": "name",
}


def read_values(
    source: Source,
    values: dict[str, Any],
    at_ms: int | None,
    received_ms: int,
    key: str,
    *,
    retained: bool = False,
    units: dict[str, str] | None = None,
) -> list[Reading]:
    """A pair of coordinates → Fix, a share of charge → Status, a pressed key → Sos, every other number → Measurement; words are kept as facts."""
    left = dict(list(values.items())[:MAX_VALUES])
    readings: list[Reading] = []
    lat, lon = _take(left, _LAT), _take(left, _LON)
    placed = lat is not None and lon is not None and judge(lat, lon, None, received_ms) == 0
    for name in [name for name in left if name.lower() in _SOS]:
        if number(left.pop(name)):  # "sos": false in each frame is no key that was let go
            where = (lat, lon) if placed else (None, None)
            readings.append(
                Sos(
                    source=source,
                    at_ms=at_ms,
                    received_ms=received_ms,
                    active=True,
                    message_id=f"sos:{key}"[:128],
                    lat=where[0],
                    lon=where[1],
                )
            )
    battery = _battery(left)
    if lat is not None and lon is not None:
        alt, heading, accuracy = _take(left, _ALT), _take(left, _HEADING), _take(left, _ACCURACY)
        speed = _speed(left)
        readings.append(Fix(source, at_ms, received_ms, lat, lon, alt, None, speed, heading, battery, None, accuracy, None, retained))
    elif battery is not None:
        readings.append(Status(source=source, at_ms=at_ms, received_ms=received_ms, battery=battery))
    learned: dict[str, object] = {}
    for name, value in left.items():
        found = measured(source, at_ms, received_ms, f"measure:{key}"[:128], name, value, (units or {}).get(name))
        if found is not None:
            readings.append(found)
        elif isinstance(value, str) and (fact := _FACTS.get(_plain(name))):
            learned[fact] = value.replace("\x00", "")[:80]
    if learned:
        readings.append(Status(source=source, at_ms=None, received_ms=received_ms, learned=learned))
    return readings


def _plain(name: str) -> str:
    return name.rpartition("/")[2].replace("_", "").replace("-", "").lower()


def _take(values: dict[str, Any], names: tuple[str, ...]) -> float | None:
    """The first of these that is there and a number, taken out."""
    for name in list(values):
        if _plain(name) in names:
            return number(values.pop(name))
    return None


def _speed(values: dict[str, Any]) -> float | None:
    """Only where the name says the unit: makers mean m/s, km/h and knots by "speed"."""
    if (kmh := _take(values, ("speedkmh", "speedkph"))) is not None:
        return kmh / 3.6
    return _take(values, ("speedms",))


def _battery(values: dict[str, Any]) -> float | None:
    if (share := _take(values, _PERCENT)) is not None:
        return share
    for name in list(values):
        if _plain(name) in _BATTERY and (found := number(values[name])) is not None and found > _VOLTS:
            del values[name]
            return found
    return None

"""names in a payload → **quantities** → Measurement: what a sensor calls its values, in the words and units that thresholds are written in."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from devices.adapters.known import finite
from devices.readings import Measurement, Source

# quantity → (unit, names under which devices send it, in small letters without separators)
QUANTITIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "water_level": ("m", ("waterlevel", "waterlevelm", "waterstage", "riverlevel", "level", "levelm", "水位")),
    "ponding_depth": ("m", ("pondingdepth", "ponding", "floodlevel", "积水", "积水深度")),
    "rain_1h": ("mm", ("rain1h", "rainfall1h", "rainhourly", "hourlyrain", "mm1h", "小时雨量")),
    "rain_24h": ("mm", ("rain24h", "rainfall24h", "raindaily", "dailyrain", "mm24h", "日雨量")),
    "smoke": ("", ("smoke", "smokealarm", "smokedetected", "烟雾", "烟感")),
    "gas_lel": ("%LEL", ("gaslel", "lel", "combustiblegas", "可燃气体")),
    "pm25": ("ug/m3", ("pm25", "pm2.5")),
    "co2": ("ppm", ("co2", "co2ppm")),
    "temp_c": ("Cel", ("tempc", "temp", "temperature", "airtemperature", "温度", "气温")),
    "rh": ("%", ("rh", "humidity", "relativehumidity", "湿度")),
    "pressure": ("hPa", ("pressure", "pressurehpa", "barometricpressure", "airpressure", "气压")),
    "wind_ms": ("m/s", ("windms", "windspeed", "wind", "风速")),
    "wind_gust": ("m/s", ("windgust", "gust", "阵风")),
    "wind_deg": ("deg", ("winddeg", "winddirection", "winddir", "风向")),
}
_BY_NAME = {alias: (name, unit) for name, (unit, aliases) in QUANTITIES.items() for alias in aliases}
# What the end of an unlisted name says about its unit
_SUFFIXES = {
    "mm": "mm", "cm": "cm", "m": "m", "c": "Cel", "pct": "%", "hpa": "hPa", "ms": "m/s", "kmh": "km/h", "deg": "deg", "v": "V", "mv": "mV",
    "a": "A", "ppm": "ppm", "lux": "lx", "dbm": "dBm",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^\w.]+|_+")
MAX_NAME = 40


@lru_cache(4096)  # the same few names come for ever; invented ones push each other out
def named(key: str) -> tuple[str, str]:
    """(quantity, unit) for a device's own name; the last part of a path counts. Unlisted names stay, in snake_case."""
    last = key.rstrip("/").rpartition("/")[2][:120]
    parts = [part for part in _SEPARATORS.split(_CAMEL.sub("_", last).lower()) if part]
    if found := _BY_NAME.get("".join(parts)):
        return found
    unit = _SUFFIXES.get(parts[-1], "") if len(parts) > 1 else ""
    if unit and (found := _BY_NAME.get("".join(parts[:-1]))) and found[1] == unit:
        return found
    return "_".join(parts)[:MAX_NAME] or "value", unit


def number(value: Any) -> float | None:
    """A value one can compare: a number, true and false as 1 and 0, or a number written as text."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            value = float(value) if len(value) <= 40 else None
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return None if math.isnan(value) else finite(value)


def measured(
    source: Source, at_ms: int | None, received_ms: int, key: str, name: str, value: Any, unit: str | None = None
) -> Measurement | None:
    """None when the value is no number. A unit that the device itself gave wins over the one its name suggests."""
    found = number(value)
    if found is None:
        return None
    quantity, usual = named(name)
    return Measurement(
        source=source,
        at_ms=at_ms,
        received_ms=received_ms,
        message_id=key,
        quantity=quantity,
        value=found,
        unit=usual if unit is None else unit[:20],
    )

"""Coordinates from Chinese maps to WGS-84: every list and every pasted point passes here once. No Django.

GCJ-02 moves a point by up to 700 m, BD-09 by up to 1.2 km; the same formulas as frontend/src/desk/entry/datum.ts.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt

DATUMS = {"wgs84": "WGS-84(GPS、北斗终端)", "cgcs2000": "CGCS2000(国家2000)", "gcj02": "GCJ-02(高德、腾讯地图)", "bd09": "BD-09(百度地图)"}

_AXIS, _ECCENTRICITY = 6378245.0, 0.006693421622965943  # Krasovsky 1940, as the published GCJ-02 formula uses
_ROUNDS = 6  # the formulas have no closed inverse; each round takes about three decimal places off the error
_TWIST = 3000 * pi / 180  # of BD-09


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Degrees in, degrees out. CGCS2000 differs by less than a metre; outside China the published formula moves nothing."""
    if datum in ("wgs84", "cgcs2000") or not _in_china(lon, lat):
        return lon, lat
    if datum == "bd09":
        lon, lat = _inverse(_to_bd09, lon, lat)
    elif datum != "gcj02":
        raise ValueError(f"unknown datum {datum!r}")
    return _inverse(to_gcj02, lon, lat)


def from_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """The way back, for lists and positions that go to people who work with Chinese maps."""
    if datum in ("wgs84", "cgcs2000") or not _in_china(lon, lat):
        return lon, lat
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}")
    lon, lat = to_gcj02(lon, lat)
    return _to_bd09(lon, lat) if datum == "bd09" else (lon, lat)


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """From WGS-84; what maps made in China show."""
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (wave + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (wave + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    lat += north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    lon += east * 180.0 / (_AXIS / sqrt(magic) * cos(radians(y + 35.0)) * pi)
    return lon, lat


def _to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """From GCJ-02: twisted a little further around the origin."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _TWIST)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _TWIST)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _inverse(forward: Callable[[float, float], tuple[float, float]], lon: float, lat: float) -> tuple[float, float]:
    x, y = lon, lat
    for _ in range(_ROUNDS):
        there_lon, there_lat = forward(x, y)
        x, y = x + lon - there_lon, y + lat - there_lat
    return x, y


def _in_china(lon: float, lat: float) -> bool:
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271

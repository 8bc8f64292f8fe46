"""degrees ⇄ **grids** ⇄ zone and metres: UTM and MGRS of pilots and neighbours, the national 3° and 6° zones of surveyors. No Django."""

from __future__ import annotations

import re
from typing import NamedTuple

from realtime.coordinates.projection import CGCS2000, WGS84, project, unproject

UTM_SCALE, FALSE_EAST, FALSE_NORTH = 0.9996, 500_000.0, 10_000_000.0  # of UTM; the national zones take the middle meridian as it is
BANDS = "CDEFGHJKLMNPQRSTUVWX"  # eight degrees each from 80°S, the last one twelve
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")  # 100 km squares, by zone
ROWS = "ABCDEFGHJKLMNPQRSTUV"
ROUND = len(ROWS) * 100_000  # rows repeat every 2,000 km
THREE, SIX = range(24, 46), range(13, 24)  # numbers of the national zones over China: no number is both, so the zone says its width


class OutOfGrid(ValueError):
    """No place of this grid: why, in Chinese."""


class Utm(NamedTuple):
    zone: int
    band: str
    east: float
    north: float

    def __str__(self) -> str:
        return f"{self.zone}{self.band} {self.east:.0f} {self.north:.0f}"


def utm(lon: float, lat: float) -> Utm:
    if not -80 <= lat <= 84:
        raise OutOfGrid("UTM 只用于南纬 80° 到北纬 84°")
    zone = min(60, int((lon + 180) // 6) + 1)
    x, y = project(lon, lat, zone * 6 - 183, UTM_SCALE, WGS84)
    return Utm(zone, BANDS[min(19, int((lat + 80) // 8))], x + FALSE_EAST, y if lat >= 0 else y + FALSE_NORTH)


def from_utm(at: Utm) -> tuple[float, float]:
    """The letter is a band, never a hemisphere: S is 32° to 40° north."""
    if not 1 <= at.zone <= 60 or at.band not in BANDS or not 100_000 <= at.east <= 900_000 or not 0 <= at.north <= FALSE_NORTH:
        raise OutOfGrid("UTM 坐标应为 带号+纬度带 东坐标 北坐标,如 49Q 738000 2557000")
    y = at.north if at.band >= "N" else at.north - FALSE_NORTH
    return unproject(at.east - FALSE_EAST, y, at.zone * 6 - 183, UTM_SCALE, WGS84)


def mgrs(lon: float, lat: float, digits: int = 5) -> str:
    """Truncated, as the rule of the grid is: a metre at five digits."""
    at = utm(lon, lat)
    column = COLUMNS[(at.zone - 1) % 3][int(at.east // 100_000) - 1]
    row = ROWS[(int(at.north // 100_000) + (5 if at.zone % 2 == 0 else 0)) % len(ROWS)]
    cut = 10 ** (5 - digits)
    east, north = (int(metres % 100_000) // cut for metres in (at.east, at.north))
    return f"{at.zone}{at.band} {column}{row} {east:0{digits}d} {north:0{digits}d}"


_MGRS = re.compile(r"^(\d{1,2})([C-HJ-NP-X])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*(?:(\d{1,5})\s+(\d{1,5})|(\d{2,10}))$")


def from_mgrs(text: str) -> tuple[float, float] | None:
    """The middle of the square that is named; None where the text is none."""
    match = _MGRS.match(text.strip().upper())
    if match is None:
        return None
    zone, band, column, row = int(match[1]), match[2], match[3], match[4]
    figures = match[7] or ""
    east, north = (match[5], match[6]) if match[5] else (figures[: len(figures) // 2], figures[len(figures) // 2 :])
    if len(east) != len(north):
        raise OutOfGrid("MGRS 的东、北两段位数应相同")
    if not 1 <= zone <= 60 or column not in COLUMNS[(zone - 1) % 3]:
        raise OutOfGrid("没有这个 MGRS 方格")
    size = 10 ** (5 - len(east))
    x = (COLUMNS[(zone - 1) % 3].index(column) + 1) * 100_000 + int(east) * size + size / 2
    y = (ROWS.index(row) - (5 if zone % 2 == 0 else 0)) % len(ROWS) * 100_000 + int(north) * size + size / 2
    south = BANDS.index(band) * 8 - 80
    least = project(zone * 6 - 183, south, zone * 6 - 183, UTM_SCALE, WGS84)[1] + (0 if south >= 0 else FALSE_NORTH)
    y += max(0, -(-(least - 100_000 - y) // ROUND)) * ROUND  # the row's name repeats: the first of that name within the band
    lon, lat = from_utm(Utm(zone, band, x, y))
    if not south - 1 <= lat <= south + 13:
        raise OutOfGrid("MGRS 的纬度带和方格不相符")
    return lon, lat


class Gauss(NamedTuple):
    """As Chinese surveyors write it: X is north, Y is east with the zone's number before it."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"X={self.x:.2f} Y={self.y:.2f}"


def gauss(lon: float, lat: float, width: int = 3) -> Gauss:
    """CGCS2000, by zones of three or six degrees."""
    zone = int((lon + 1.5) // 3) if width == 3 else int(lon // 6) + 1
    if zone not in (THREE if width == 3 else SIX):
        raise OutOfGrid("不在国家分带范围内")
    x, y = project(lon, lat, zone * 3 if width == 3 else zone * 6 - 3, 1.0, CGCS2000)
    return Gauss(y, zone * 1_000_000 + FALSE_EAST + x)


def from_gauss(at: Gauss) -> tuple[float, float]:
    zone, east = divmod(at.y, 1_000_000)
    number = int(zone)
    if number not in THREE and number not in SIX:
        raise OutOfGrid("Y 坐标前两位应为带号(3 度带 24–45,6 度带 13–23)")
    if not 0 < at.x < 6_500_000 or not 100_000 <= east <= 900_000:
        raise OutOfGrid("高斯坐标超出本带范围,X 为北、Y 为东(含带号)")
    return unproject(east - FALSE_EAST, at.x, number * 3 if number in THREE else number * 6 - 3, 1.0, CGCS2000)

"""text → **reading** → degrees: coordinates as people write them, found inside a line – decimal, degrees and minutes, words, grids. No Django.

The same rules as frontend/src/desk/entry/coordinates.ts: a number counts as a place only when it can be nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from realtime.coordinates.grids import Gauss, OutOfGrid, Utm, from_gauss, from_mgrs, from_utm
from realtime.datum import to_wgs84

# Where an unnamed number can only be a longitude or only a latitude: the two ranges of China do not overlap.
CHINA = {"lon": (73.0, 136.0), "lat": (3.0, 54.0)}
DECIMALS = 2  # a kilometre: fewer are a road number or a distance, not a place


class Wrong(ValueError):
    """Meant as coordinates, and impossible: why, in Chinese."""


@dataclass(frozen=True)
class Found:
    """WGS-84, whatever was written; `notation` and `datum` say what was."""

    lon: float
    lat: float
    notation: str
    datum: str
    rest: str = ""


_DATUM_NAMES = [
    (re.compile(r"高德(?:地图)?|腾讯(?:地图)?|微信|火星(?:坐标)?|gcj-?02", re.I), "gcj02"),
    (re.compile(r"百度(?:地图)?|bd-?09", re.I), "bd09"),
    (re.compile(r"cgcs-?2000|国家?2000(?:坐标)?|2000坐标", re.I), "cgcs2000"),
    (re.compile(r"wgs-?84|北斗|gps", re.I), "wgs84"),
]
_AXES = {
    "东经": ("lon", 1), "西经": ("lon", -1), "北纬": ("lat", 1), "南纬": ("lat", -1), "经度": ("lon", 1), "纬度": ("lat", 1),
    "longitude": ("lon", 1), "latitude": ("lat", 1), "lon": ("lon", 1), "lng": ("lon", 1), "lat": ("lat", 1),
    "e": ("lon", 1), "w": ("lon", -1), "n": ("lat", 1), "s": ("lat", -1),
}  # fmt: skip
_NAME = "东经|西经|北纬|南纬|经度|纬度|longitude|latitude|lon|lng|lat|[ewns](?![a-z])"
_NUMBER = "|".join([
    r"(?P<d3>-?\d{1,3})\s*°\s*(?P<m3>\d{1,3}(?:\.\d+)?)\s*'\s*(?P<s3>\d{1,3}(?:\.\d+)?)\s*\"?",
    r"(?P<d2>-?\d{1,3})\s*°\s*(?P<m2>\d{1,3}(?:\.\d+)?)\s*'?",
    r"(?P<packed>\d{6,7}(?:\.\d+)?)",
    r"(?P<decimal>-?\d{1,3}(?:\.\d+)?)\s*(?P<sign>°?)",
])  # fmt: skip
_STYLES = [
    re.compile(rf"(?:(?P<name>{_NAME})\s*[:=]?\s*)?(?:{_NUMBER})", re.I),
    re.compile(rf"(?:{_NUMBER})(?:\s*(?P<name>[ewns](?![a-z])))?", re.I),
]
_OPENING, _CLOSING = " ,;((【[:", " ,;))】].。"  # what stands around a place in an address
_BETWEEN = re.compile(r"^[\s,;/、和]*$")
_UTM = re.compile(r"^(?:utm\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*m?\s*e?[\s,]+(\d{1,8}(?:\.\d+)?)\s*m?\s*n?$", re.I)
_GAUSS_NAMED = re.compile(
    r"x\s*[:=]?\s*(\d{5,7}(?:\.\d+)?)\s*m?[\s,;]*y\s*[:=]?\s*(\d{8}(?:\.\d+)?)|y\s*[:=]?\s*(\d{8}(?:\.\d+)?)\s*m?[\s,;]*x\s*[:=]?\s*(\d{5,7}(?:\.\d+)?)",
    re.I,
)
_GAUSS_BARE = re.compile(r"^(\d{6,7}(?:\.\d+)?)[\s,;]+(\d{8}(?:\.\d+)?)$|^(\d{8}(?:\.\d+)?)[\s,;]+(\d{6,7}(?:\.\d+)?)$")


def plain(text: str) -> str:
    """Full width, typographic signs and 度分秒 to plain signs; the length stays, so that positions stay true."""
    text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c == "\u3000" else c for c in text)
    text = re.sub("[′‘’ʹ´`]", "'", text)
    text = re.sub("[″“”ʺ]", '"', text).replace("''", '" ')
    text = re.sub("[º˚]", "°", text)
    text = re.sub(r"(\d\s*)度", r"\1°", text)
    return re.sub(r"(\d\s*)秒", r'\1"', re.sub(r"(\d\s*)分", r"\1'", text))


def datum_in(text: str) -> tuple[str, str] | None:
    """A datum named beside the coordinates – 高德 113.77,23.74 – and the text without its name."""
    for name, datum in _DATUM_NAMES:
        if name.search(text):
            return datum, re.sub(r"[((]\s*[))]", "", name.sub("", text, count=1)).strip()
    return None


def place_in(text: str, datum: str = "wgs84") -> Found | None:
    """The place a line names; `datum` is what unnamed degrees are in, a name in the line overrules it. Raises Wrong."""
    named = datum_in(text)
    datum, said = named or (datum, text)
    line = plain(said).strip()
    try:
        grid = _grid(line)
    except OutOfGrid as error:
        raise Wrong(str(error)) from None
    if grid is not None:
        return grid
    readings = [_read(line, style) for style in _STYLES]
    before, behind = readings
    return _answer(behind if behind.named > before.named else before, line, datum)


def _grid(line: str) -> Found | None:
    if at := from_mgrs(line):
        return Found(*at, "mgrs", "wgs84")
    if match := _UTM.match(line):
        return Found(*from_utm(Utm(int(match[1]), match[2].upper(), float(match[3]), float(match[4]))), "utm", "wgs84")
    if match := _GAUSS_NAMED.search(line) or _GAUSS_BARE.match(line):
        x, y = match[1] or match[4], match[2] or match[3]
        rest = (line[: match.start()] + line[match.end() :]).strip(" ,;")
        return Found(*from_gauss(Gauss(float(x), float(y))), "gauss", "cgcs2000", rest)
    return None


@dataclass
class _Value:
    degrees: float
    axis: str | None
    wrong: bool
    sure: bool  # bare integers and one-decimal numbers are not taken for a place
    start: int
    end: int
    notation: str


@dataclass
class _Reading:
    pair: tuple[_Value, _Value] | None
    named: int  # how many of the two numbers are named by a letter or a word


def _value(match: re.Match[str]) -> _Value:
    part = match.groupdict()
    axis, sign = _AXES[part["name"].lower()] if part["name"] else (None, 1)
    sure, wrong, notation = axis is not None, False, "dd"
    if part["d3"] is not None or part["d2"] is not None or part["packed"] is not None:
        if part["d3"] is not None:
            degrees, minutes, seconds, notation = part["d3"], part["m3"], part["s3"], "dms"
        elif part["d2"] is not None:
            degrees, minutes, seconds, notation = part["d2"], part["m2"], "0", "dm"
        else:  # 1134616.5: without a letter it would be a postcode or an alarm's number
            whole, _, fraction = part["packed"].partition(".")
            degrees, minutes, seconds, notation = whole[:-4], whole[-4:-2], f"{whole[-2:]}.{fraction or 0}", "dms"
        sure = sure or part["packed"] is None
        wrong = float(minutes) >= 60 or float(seconds) >= 60
        number = (abs(float(degrees)) + float(minutes) / 60 + float(seconds) / 3600) * (-1 if degrees.startswith("-") else 1)
    else:
        number = float(part["decimal"])
        sure = sure or bool(part["sign"]) or len(part["decimal"].partition(".")[2]) >= DECIMALS
    return _Value(number * sign, axis, wrong, sure, match.start(), match.end(), notation)


def _read(line: str, style: re.Pattern[str]) -> _Reading:
    values = [_value(match) for match in style.finditer(line)]
    for a, b in pairwise(values):
        if a.sure and b.sure and _BETWEEN.match(line[a.end : b.start]):
            return _Reading((a, b), (a.axis is not None) + (b.axis is not None))
    return _Reading(None, -1)


def _fits(axis: str, value: _Value) -> bool:
    if value.axis is not None:
        return value.axis == axis
    low, high = CHINA[axis]
    return low <= value.degrees <= high


def _answer(reading: _Reading, line: str, datum: str) -> Found | None:
    if reading.pair is None:
        return None
    a, b = reading.pair
    if a.wrong or b.wrong:
        raise Wrong("分、秒应小于 60")
    if a.axis is not None and a.axis == b.axis:
        raise Wrong("两个数都是经度或都是纬度")
    straight = _fits("lon", a) and _fits("lat", b)
    if not straight and not (_fits("lat", a) and _fits("lon", b)):
        raise Wrong("不像是国内的经纬度")
    lon, lat = (a.degrees, b.degrees) if straight else (b.degrees, a.degrees)
    if abs(lon) > 180 or abs(lat) > 90:
        raise Wrong("经纬度超出范围")
    rest = f"{line[: a.start].rstrip(_OPENING)} {line[b.end :].lstrip(_CLOSING)}".strip()
    return Found(*to_wgs84(lon, lat, datum), a.notation, datum, rest)


def degrees_of(text: str, axis: str) -> float:
    """One cell of a list: 113.586, 113°35'10\", 东经113度35分10秒, E113.586. Raises Wrong."""
    line = plain(text).strip()
    for style in _STYLES:
        match = style.fullmatch(line)
        if match is None:
            continue
        value = _value(match)
        if value.wrong:
            raise Wrong("分、秒应小于 60")
        if value.axis not in (None, axis):
            raise Wrong("经度和纬度可能填反了")
        most = 180 if axis == "lon" else 90
        if (match["packed"] and value.axis is None) or abs(value.degrees) > most:
            raise Wrong(f"应在 -{most} 到 {most} 之间" + (",经度和纬度可能填反了" if axis == "lat" else ""))
        return value.degrees
    raise Wrong("看不懂,请写成 113.5860 或 113°35′10″")

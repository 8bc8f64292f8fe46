"""bytes → **xml** → elements: parsed without entities, document types or anything fetched; the values every reader needs, each refused by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, SubElement

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from command.alerts.cap.message import BEIJING, Point, Refused

LARGEST = 1024 * 1024  # a warning with the borders of a whole city is a tenth of it
MOST_POINTS = 10_000  # corners of one document
RING = 4  # three corners and the first again
# What XML 1.0 has no place for, and the line ends a parser turns into one
FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](gb2312|gbk|gb18030)["'][^>]*\?>""", re.IGNORECASE)


def parse(content: bytes) -> Element:
    if len(content) > LARGEST:
        raise Refused(f"文件超过 {LARGEST // 1024} KB")
    declared = DECLARED.match(content)
    try:
        # the parser knows no multi-byte encoding but UTF; platforms here still send GBK
        said: bytes | str = content[declared.end() :].decode("gb18030") if declared else content
        root: Element = fromstring(said, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("文件含有 DOCTYPE 或实体定义,已拒收") from None
    except ParseError as error:
        raise Refused(f"不是完好的 XML:第 {error.position[0]} 行") from None
    except (ValueError, LookupError, RecursionError):
        raise Refused("文件的字符编码读不懂") from None
    return root


def clean(text: str) -> str:
    """As XML can carry it."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text(parent: Element, name: str, *, most: int = 20_000) -> str:
    found = parent.find(name)
    said = clean("".join(found.itertext())) if found is not None else ""
    if len(said) > most:
        raise Refused(f"{_plain(name)} 过长")
    return said


def needed(parent: Element, name: str, *, most: int = 500) -> str:
    said = text(parent, name, most=most)
    if not said:
        raise Refused(f"缺少 {_plain(name)}")
    return said


def one_of(parent: Element, name: str, known: Sequence[str], default: str = "") -> str:
    said = text(parent, name, most=40) or default
    if said not in known:
        raise Refused(f"{_plain(name)} 为“{said}”,应为 {'、'.join(known)} 之一")
    return said


def instant(said: str, name: str, *, naive: bool = False) -> datetime:
    """With an offset. `naive`: the national XML's clock is Beijing's where none is said."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Refused(f"{_plain(name)} 的时间读不懂:{said[:40]}") from None
    if at.tzinfo is None and not naive:
        raise Refused(f"{_plain(name)} 的时间没有时区:{said[:40]}")
    try:
        return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(BEIJING).replace(microsecond=0)
    except (OverflowError, ValueError):
        raise Refused(f"{_plain(name)} 的时间不可信:{said[:40]}") from None


def maybe_instant(parent: Element, name: str, *, naive: bool = False) -> datetime | None:
    said = text(parent, name, most=60)
    return instant(said, name, naive=naive) if said else None


def ring(said: str) -> tuple[Point, ...]:
    """“lat,lon lat,lon …”, closed, at least four."""
    points = tuple(_point(pair) for pair in said.split())
    if len(points) > MOST_POINTS:
        raise Refused(f"polygon 多于 {MOST_POINTS} 点")
    if len(points) < RING:
        raise Refused(f"polygon 只有 {len(points)} 点,至少 {RING} 点")
    if points[0] != points[-1]:
        raise Refused("polygon 没有闭合:末点应与首点相同")
    return points


def circle(said: str) -> tuple[float, float, float]:
    centre, _, radius = said.strip().partition(" ")
    lon, lat = _point(centre)
    km = _number(radius, "circle 的半径")
    if not 0 <= km <= 20_000:
        raise Refused(f"circle 的半径不可信:{radius[:20]}")
    return lon, lat, km


def _point(said: str) -> Point:
    lat, comma, lon = said.partition(",")
    if not comma:
        raise Refused(f"坐标读不懂:{said[:40]}")
    x, y = _number(lon, "经度"), _number(lat, "纬度")
    if abs(x) > 180 or abs(y) > 90:
        raise Refused(f"坐标超出范围:{said[:40]}(应为 纬度,经度,WGS-84)")
    return x, y


def _number(said: str, name: str) -> float:
    try:
        value = float(said)
    except ValueError:
        raise Refused(f"{name}读不懂:{said[:20]}") from None
    if not isfinite(value):
        raise Refused(f"{name}读不懂:{said[:20]}")
    return round(value, 6) + 0.0  # a decimetre; and no minus before a zero


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def add(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = clean(said)


def maybe_add(parent: Element, name: str, said: str) -> None:
    if clean(said):
        add(parent, name, said)


def degrees(value: float) -> str:
    """Never in the form 1e-05."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def said_ring(points: Sequence[Point]) -> str:
    return " ".join(f"{degrees(lat)},{degrees(lon)}" for lon, lat in points)

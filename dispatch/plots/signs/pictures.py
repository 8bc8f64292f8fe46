"""file → **pictures** → an SVG that only draws, or a PNG: whatever could run, load or hide something is taken out or refused. No Django."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
MOST_BYTES = 128_000  # a pictogram is two; a photograph is no symbol
MOST_PIXELS, FEWEST_PIXELS = 1024, 24
MOST_ELEMENTS = 2_000
DRAWN = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"})
KEPT = DRAWN | {"svg", "g", "defs", "use", "symbol", "tspan", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "style", "title", "desc"}  # fmt: skip
FOREIGN = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\s*\(|javascript:|data:|\\", re.IGNORECASE)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


class BadPicture(ValueError):
    """Why it is no symbol, in Chinese."""


class Picture(NamedTuple):
    media: str
    data: bytes
    dropped: int  # elements and attributes that were taken out


def picture_of(data: bytes) -> Picture:
    if len(data) > MOST_BYTES:
        raise BadPicture(f"图形超过 {MOST_BYTES // 1000} KB")
    if data.startswith(PNG_HEAD):
        return _png(data)
    if b"<svg" in data[:4096] or b":svg" in data[:4096]:
        return _svg(data)
    raise BadPicture("不是 SVG 或 PNG 图形")


def _png(data: bytes) -> Picture:
    if len(data) < 33 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        raise BadPicture("PNG 文件不完整")
    wide, high = struct.unpack(">II", data[16:24])
    if not (FEWEST_PIXELS <= wide <= MOST_PIXELS and FEWEST_PIXELS <= high <= MOST_PIXELS):
        raise BadPicture(f"PNG 应在 {FEWEST_PIXELS} 至 {MOST_PIXELS} 像素之间,现为 {wide}×{high}")
    return Picture("image/png", data, 0)


def _svg(data: bytes) -> Picture:
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise BadPicture("SVG 无法读懂,或含有实体定义") from None
    if root.tag != f"{{{SVG}}}svg":
        raise BadPicture("不是 SVG 图形(缺少 SVG 命名空间)")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise BadPicture(f"SVG 超过 {MOST_ELEMENTS} 个元素,请简化")
    dropped = _clean(root)
    if not any(_local(one) in DRAWN for one in root.iter()):
        raise BadPicture("SVG 里没有可显示的图形")
    if "viewBox" not in root.attrib:
        size = [re.match(r"^\s*([\d.]+)(px)?\s*$", root.get(name, "")) for name in ("width", "height")]
        if size[0] is None or size[1] is None:
            raise BadPicture("SVG 没有尺寸(viewBox)")
        root.set("viewBox", f"0 0 {size[0][1]} {size[1][1]}")
    root.set("width", "96")  # an image without a size is drawn nowhere in some browsers
    root.set("height", "96")
    register_namespace("", SVG)
    register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return Picture("image/svg+xml", tostring(root, encoding="utf-8"), dropped)


def _local(element: Element) -> str:
    return element.tag.removeprefix(f"{{{SVG}}}") if isinstance(element.tag, str) else ""


def _clean(element: Element) -> int:
    dropped = 0
    for child in list(element):
        if _local(child) not in KEPT or (_local(child) == "style" and FOREIGN.search("".join(child.itertext()))):
            element.remove(child)
            dropped += 1
        else:
            dropped += _clean(child)
    for name, value in list(element.attrib.items()):
        link = name in ("href", XLINK)
        if name.lower().startswith("on") or (name.startswith("{") and not link) or (link and not value.strip().startswith("#")) or FOREIGN.search(value):  # fmt: skip
            del element.attrib[name]
            dropped += 1
    return dropped

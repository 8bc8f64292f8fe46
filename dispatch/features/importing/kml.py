"""KML and KMZ → rows: one per placemark, its extended data as columns; entities are off, archives are measured before they are unpacked. No Django."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dispatch.features.importing.raw import MAX_UNPACKED, Geometry, Raw, RawRow, limited, text_of, titles_of
from realtime.sheets import Unreadable

MULTI = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


def read_kml(data: bytes, most: int) -> Raw:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("不是可以读取的 KML 文件。") from error
    marks = [element for element in root.iter() if _tag(element) == "Placemark"]
    if not marks:
        raise Unreadable("KML 里没有地标(Placemark)。")
    limited(len(marks), most)
    rows = [RawRow(number, _cells(mark), _shape(mark)) for number, mark in enumerate(marks, 1)]
    return Raw(titles_of(rows), rows)


def read_kmz(data: bytes, most: int) -> Raw:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [part for part in packed.infolist() if part.filename.lower().endswith(".kml")]
            if not inside:
                raise Unreadable("KMZ 里没有 KML 文件。")
            main = next((part for part in inside if part.filename.lower() == "doc.kml"), inside[0])
            if main.file_size > MAX_UNPACKED:
                raise Unreadable("KMZ 展开后过大,请分批导出。")
            return read_kml(packed.read(main), most)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:  # broken, in a method we lack, or with a password
        raise Unreadable("不是可以读取的 KMZ 文件。") from error


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _first(element: Element, name: str) -> Element | None:
    return next((child for child in element if _tag(child) == name), None)


def _cells(mark: Element) -> dict[str, str]:
    cells: dict[str, str] = {}
    for title, tag in (("名称", "name"), ("地址", "address"), ("电话", "phoneNumber")):
        found = _first(mark, tag)
        if found is not None and (text := text_of(found.text)):
            cells[title] = text
    for element in mark.iter():
        if _tag(element) == "Data":
            value = _first(element, "value")
            text = text_of(value.text if value is not None else "")
        elif _tag(element) == "SimpleData":
            text = text_of(element.text)
        else:
            continue
        if text and (title := text_of(element.get("name"))[:60]):
            cells.setdefault(title, text)
    note = _first(mark, "description")
    if note is not None and (text := text_of(re.sub(r"<[^>]+>", " ", note.text or ""))):
        cells.setdefault("备注", " ".join(text.split()))
    if mark.get("id"):
        cells.setdefault("id", str(mark.get("id"))[:64])
    return cells


def _shape(mark: Element) -> Geometry | None:
    parts = [found for element in mark.iter() if (found := _geometry(element)) is not None]
    if not parts:
        return None
    kinds = {part["type"] for part in parts}
    if len(parts) == 1:
        return parts[0]
    if len(kinds) > 1:
        return {"type": "GeometryCollection", "geometries": parts}
    return {"type": MULTI[kinds.pop()], "coordinates": [part["coordinates"] for part in parts]}


def _geometry(element: Element) -> Geometry | None:
    tag = _tag(element)
    if tag == "Point":
        points = _points(element)
        return {"type": "Point", "coordinates": points[0]} if points else None
    if tag == "LineString":
        return {"type": "LineString", "coordinates": _points(element)}
    if tag == "Polygon":
        rings = [
            _points(ring) for side in ("outerBoundaryIs", "innerBoundaryIs") for part in element if _tag(part) == side for ring in part
        ]
        return {"type": "Polygon", "coordinates": rings}
    return None


def _points(element: Element) -> list[Any]:
    """A number that is none leaves a point out; the shape is then refused for what is missing."""
    found = _first(element, "coordinates")
    points = []
    for part in ((found.text if found is not None else "") or "").split():
        try:
            points.append([float(number) for number in part.split(",")[:2]])
        except ValueError:
            continue
    return [point for point in points if len(point) == 2]

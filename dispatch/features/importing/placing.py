"""row → **placing** → where it is, in WGS-84: its drawn shape, two cells, or one cell in any notation. No Django."""

from __future__ import annotations

from typing import Any, NamedTuple

from dispatch.features.importing.mapping import LAT, LON, PLACE
from dispatch.features.importing.raw import RawRow
from dispatch.features.importing.shifting import shifted
from realtime.coordinates.reading import Found, Wrong, degrees_of, place_in
from realtime.datum import to_wgs84

METRES = 1000  # a number beyond every degree: metres of a surveyor's projection


class BadPlace(ValueError):
    """Columns and what is wrong with each."""

    def __init__(self, *wrong: tuple[str, str]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


class Placed(NamedTuple):
    shape: dict[str, Any]
    written: tuple[float, float] | None  # a point as the file has it, before any conversion


def place_of(row: RawRow, titles: dict[str, str], datum: str) -> Placed | None:
    """None where the row says nothing of a place."""
    if row.shape is not None:
        return _drawn(row.shape, datum)
    if (place := titles.get(PLACE, "")) and (text := row.cells.get(place, "")):
        try:
            found = place_in(text, datum)
        except Wrong as error:
            raise BadPlace((place, str(error))) from None
        if found is None:
            raise BadPlace((place, "看不懂这个坐标"))
        return _point(found)
    lon, lat = titles.get(LON, ""), titles.get(LAT, "")
    texts = row.cells.get(lon, ""), row.cells.get(lat, "")
    if not any(texts):
        return None
    if not all(texts):
        raise BadPlace((lat if texts[0] else lon, "经度和纬度须同时填写"))
    return _metres(lon, texts) or _degrees((lon, lat), texts, datum)


def _drawn(shape: dict[str, Any], datum: str) -> Placed:
    try:
        moved = shifted(shape, datum)
        point = shape["coordinates"] if shape.get("type") == "Point" else None
        return Placed(moved, (float(point[0]), float(point[1])) if point else None)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise BadPlace(("形状", "坐标看不懂")) from None


def _metres(title: str, texts: tuple[str, str]) -> Placed | None:
    try:
        if not all(float(text) > METRES for text in texts):
            return None
    except ValueError:
        return None
    try:
        found = place_in(" ".join(texts))
    except Wrong as error:
        raise BadPlace((title, str(error))) from None
    if found is None:
        raise BadPlace((title, "看不懂这个坐标;高斯坐标的 Y 应含带号,如 38516789"))
    return _point(found)


def _degrees(titles: tuple[str, str], texts: tuple[str, str], datum: str) -> Placed:
    degrees, wrong = [], []
    for title, text, axis in zip(titles, texts, ("lon", "lat"), strict=True):
        try:
            degrees.append(degrees_of(text, axis))
        except Wrong as error:
            wrong.append((title, str(error)))
    if wrong:
        raise BadPlace(*wrong)
    return Placed({"type": "Point", "coordinates": [*to_wgs84(degrees[0], degrees[1], datum)]}, (degrees[0], degrees[1]))


def _point(found: Found) -> Placed:
    return Placed({"type": "Point", "coordinates": [found.lon, found.lat]}, None)

"""What was drawn → **shapes** → a geometry that holds, and its numbers: hectares, 亩, metres; circles and downwind sectors. No Django."""

from __future__ import annotations

import json
from math import cos, radians, sin, sqrt
from typing import Any, NamedTuple

import shapely
import shapely.ops

MOST_POINTS = 2000  # drawn by hand it has dozens; a line pasted in from a drone's log is thinned first
SQUARE_METRES_PER_MU = 10_000 / 15  # 一公顷 = 十五亩
_AXIS, _ECC2 = 6_378_137.0, 0.00669437999014  # WGS-84
CIRCLE_POINTS = 48
ARC_STEP_DEG = 5.0


class Bad(ValueError):
    """Why it cannot be drawn, in words for the person who drew it."""


class Plume(NamedTuple):
    """What goes with the wind: a circle around the source and a sector away from where the wind comes from."""

    lon: float
    lat: float
    inner_m: float
    length_m: float
    half_deg: float
    wind_from: float


def checked(shape: Any, wanted: str) -> shapely.Geometry:
    """`wanted`: Point, LineString or Polygon."""
    try:
        found = shapely.from_geojson(json.dumps(shape))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise Bad("图形无法读懂,请重新绘制。") from None
    names = {"Point": "点", "LineString": "线", "Polygon": "闭合的面"}
    if found is None or found.is_empty or found.geom_type not in (wanted, "MultiPolygon" if wanted == "Polygon" else wanted):
        raise Bad(f"这类标绘必须是{names[wanted]}。")
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise Bad(f"顶点过多,最多 {MOST_POINTS} 个。")
    west, south, east, north = found.bounds
    if not (west >= -180 and east <= 180 and south >= -85 and north <= 85):  # beyond, web maps end
        raise Bad("图形超出地图范围。")
    small = Bad("图形太小,请重新绘制。")
    if wanted == "LineString" and found.length == 0:
        raise small
    if not found.is_valid:
        raise Bad(f"边界有交叉或重叠:{shapely.is_valid_reason(found)}。")
    if wanted == "Polygon" and area_m2(found) < 1:
        raise small
    return found


def _scales(lat: float) -> tuple[float, float]:
    """Metres per degree of longitude and of latitude on the ellipsoid, at this latitude."""
    bend = 1 - _ECC2 * sin(radians(lat)) ** 2
    north = _AXIS * (1 - _ECC2) / (bend * sqrt(bend))
    east = _AXIS / sqrt(bend) * cos(radians(lat))
    return radians(1) * east, radians(1) * north


def flat(shape: shapely.Geometry, lon: float, lat: float) -> shapely.Geometry:
    """Metres east and north of a point; for what is some tens of kilometres wide, good to 0.1 %."""
    east, north = _scales(lat)
    return shapely.transform(shape, lambda xy: (xy - (lon, lat)) * (east, north))


def round_again(shape: shapely.Geometry, lon: float, lat: float) -> shapely.Geometry:
    """`flat` taken back, rounded to a decimetre."""
    east, north = _scales(lat)
    return shapely.transform(shape, lambda xy: (xy / (east, north) + (lon, lat)).round(6))


def area_m2(shape: shapely.Geometry) -> float:
    middle = shape.centroid
    return float(flat(shape, middle.x, middle.y).area)


def length_m(shape: shapely.Geometry) -> float:
    """Of a line, or around an area."""
    middle = shape.centroid
    return float(flat(shape, middle.x, middle.y).length)


def numbers(shape: shapely.Geometry) -> dict[str, float]:
    """What is written beside it: length of a line; hectares, 亩 and the way around of an area."""
    if shape.geom_type == "Point":
        return {}
    around = round(length_m(shape), 1)
    if shape.geom_type == "LineString":
        return {"length_m": around}
    area = area_m2(shape)
    return {"length_m": around, "area_ha": round(area / 10_000, 2), "area_mu": round(area / SQUARE_METRES_PER_MU, 1)}


def circle(lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    return as_json(round_again(shapely.Point(0, 0).buffer(radius_m, quad_segs=CIRCLE_POINTS // 4), lon, lat))


def plume(of: Plume) -> dict[str, Any]:
    """Wind from the north-east drives south-west: the sector opens away from `wind_from`."""
    towards = of.wind_from + 180
    steps = max(2, round(2 * of.half_deg / ARC_STEP_DEG))
    bearings = [radians(towards - of.half_deg + 2 * of.half_deg * step / steps) for step in range(steps + 1)]
    sector = shapely.Polygon([(0, 0), *((of.length_m * sin(one), of.length_m * cos(one)) for one in bearings)])
    around = shapely.Point(0, 0).buffer(of.inner_m, quad_segs=CIRCLE_POINTS // 4) if of.inner_m else None
    return as_json(round_again(sector.union(around) if around else sector, of.lon, of.lat))


def turned_deg(one: float, other: float) -> float:
    """The smaller angle between two bearings."""
    return abs((one - other + 180) % 360 - 180)


def as_json(shape: shapely.Geometry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found

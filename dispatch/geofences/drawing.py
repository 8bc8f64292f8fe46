"""What an officer draws – a polygon, a circle, a strip along a road or a river – as the polygon that is watched. No Django models."""

from __future__ import annotations

import json
from math import cos, radians
from typing import Any

import shapely

from realtime.codes import Problem

MOST_POINTS = 2000  # a hand-drawn fence has dozens, a district's border two thousand
LEAST_M2 = 100.0  # smaller than what a receiver can tell apart, nobody would be inside for two fixes
METRES_PER_DEGREE = 111_320.0
QUARTER = 12  # corners of a quarter turn: 0.2 % off a true circle
STRIP_POINTS = 500


def outline(made: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON of `{"kind": "polygon", "shape"}`, `{"kind": "circle", "lon", "lat", "radius_m"}` or `{"kind": "strip", "line", "width_m"}`."""
    if made["kind"] == "circle":
        return _geojson(_widened(shapely.Point(made["lon"], made["lat"]), float(made["radius_m"])))
    if made["kind"] == "strip":
        line = shapely.LineString(made["line"])
        if len(made["line"]) > STRIP_POINTS:
            raise Problem("invalid", f"走廊的折点过多,最多 {STRIP_POINTS} 个。", where=["line"])
        if line.length == 0:
            raise Problem("invalid", "走廊至少要有两个不同的点。", where=["line"])
        return _geojson(_widened(line, float(made["width_m"]) / 2))
    shape: dict[str, Any] = made["shape"]
    return shape


def _widened(shape: shapely.Geometry, by_m: float) -> shapely.Geometry:
    """Flat arithmetic around its own middle: good to 0.1 % up to 50 km."""
    middle = shape.centroid
    east = METRES_PER_DEGREE * cos(radians(middle.y))

    def to_metres(points: Any) -> Any:
        return (points - (middle.x, middle.y)) * (east, METRES_PER_DEGREE)

    def to_degrees(points: Any) -> Any:
        return points / (east, METRES_PER_DEGREE) + (middle.x, middle.y)

    flat = shapely.buffer(shapely.transform(shape, to_metres), by_m, quad_segs=QUARTER)
    return shapely.set_precision(shapely.transform(flat, to_degrees), 1e-7)


def _geojson(shape: shapely.Geometry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found


def checked(shape: dict[str, Any]) -> shapely.Geometry:
    """The geometry, or a refusal that says what is wrong with it."""
    try:
        found = shapely.from_geojson(json.dumps(shape))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise Problem("invalid", "围栏的形状无法读懂,请重新绘制。", where=["shape"]) from None
    if found is None or found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise Problem("invalid", "围栏必须是闭合的面。", where=["shape"])
    west, south, east, north = found.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Problem("invalid", "围栏超出经纬度范围。", where=["shape"])
    if not found.is_valid:
        raise Problem("invalid", f"围栏的边界有交叉或重叠:{shapely.is_valid_reason(found)}。", where=["shape"])
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise Problem("invalid", f"围栏的顶点过多,最多 {MOST_POINTS} 个。", where=["shape"])
    if found.area * METRES_PER_DEGREE**2 * cos(radians((south + north) / 2)) < LEAST_M2:
        raise Problem("invalid", f"围栏太小,不足 {LEAST_M2:.0f} 平方米,定位误差比它还大。", where=["shape"])
    return found

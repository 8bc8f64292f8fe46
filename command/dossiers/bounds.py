"""A dossier's fence or radius × a place → inside, and how far. No Django."""

from __future__ import annotations

import json
from typing import Any

import shapely

from dispatch.distance import great_circle_m

MOST_POINTS = 2000


class BadFence(ValueError):
    """Why a fence cannot be taken, in words."""


def fence_of(shape: dict[str, Any] | None) -> shapely.Geometry | None:
    """None = there is none."""
    if not shape:
        return None
    try:
        found = shapely.from_geojson(json.dumps(shape))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise BadFence("厂界无法读懂,请重新绘制。") from None
    if found is None or found.is_empty or found.geom_type not in ("Polygon", "MultiPolygon"):
        raise BadFence("厂界必须是闭合的面。")
    west, south, east, north = found.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadFence("厂界超出经纬度范围。")
    if not found.is_valid:
        raise BadFence(f"厂界有交叉或重叠:{shapely.is_valid_reason(found)}。")
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise BadFence(f"厂界顶点过多,最多 {MOST_POINTS} 个。")
    return found


def holds(lon: float, lat: float, *, middle: tuple[float, float], radius_m: float, fence: dict[str, Any] | None) -> tuple[bool, float]:
    """(inside, metres to its middle). A fence that can no longer be read leaves the radius."""
    away = great_circle_m(lon, lat, *middle)
    try:
        drawn = fence_of(fence)
    except BadFence:
        drawn = None
    return (away <= radius_m if drawn is None else bool(drawn.covers(shapely.Point(lon, lat)))), away

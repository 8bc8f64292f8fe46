"""Which area a point lies in. Boundaries are read once per process; the operator may replace them and restart."""

from __future__ import annotations

from functools import cache

import shapely
from django.conf import settings

from realtime.areas.models import Area

# A point outside every boundary but this near to one (degrees, about 2 km) belongs to it: boundaries are simplified and coasts move.
NEAR = 0.02


@cache
def _districts() -> tuple[list[str], shapely.STRtree, list[shapely.Geometry]]:
    rows = Area.objects.under(settings.CITY).to_towns().exclude(boundary="").values_list("code", "boundary")
    codes = [code for code, _ in rows]
    shapes = [shapely.from_geojson(boundary) for _, boundary in rows]
    return codes, shapely.STRtree(shapes), shapes


def forget_boundaries() -> None:
    _districts.cache_clear()


def area_at(lon: float, lat: float) -> str:
    """The district's code, or the city's where the point lies in none (degrees WGS-84)."""
    codes, tree, shapes = _districts()
    if not codes:
        return str(settings.CITY)
    point = shapely.Point(lon, lat)
    for index in tree.query(point, predicate="intersects"):
        return str(codes[index])
    nearest = tree.nearest(point)
    return str(codes[nearest] if shapes[nearest].distance(point) <= NEAR else settings.CITY)

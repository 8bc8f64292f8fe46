"""preview → **picture** → outline: where the rows of a file would lie over the districts, so that a wrong datum or swapped axes are seen at a glance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from math import cos, radians
from typing import NamedTuple

import shapely

from dispatch.features.importing.rows import FeatureSheetRow
from realtime.areas.models import Area

WIDTH, HEIGHT, MARGIN = 560.0, 420.0, 14.0
COARSE = 0.002  # degrees, about 200 m: half a pixel here
MOST_DOTS = 2000


class Dot(NamedTuple):
    x: float
    y: float
    bad: bool
    what: str


class Picture(NamedTuple):
    width: float
    height: float
    paths: list[str]
    dots: list[Dot]
    outside: int


@cache
def _outlines(area: str) -> list[shapely.Geometry]:
    """Boundaries change only with a restart."""
    rows = Area.objects.under(area[:4]).to_towns().exclude(boundary="").values_list("boundary", flat=True)
    shapes = [shapely.simplify(shapely.from_geojson(json.dumps(row) if isinstance(row, dict) else row), COARSE) for row in rows]
    return [shape for shape in shapes if not shape.is_empty]


def picture(area: str, rows: Sequence[FeatureSheetRow]) -> Picture | None:
    shapes = _outlines(area)
    if not shapes:
        return None
    west, south, east, north = shapely.union_all([shapely.box(*shape.bounds) for shape in shapes]).bounds
    flat = cos(radians((south + north) / 2))
    scale = min((WIDTH - 2 * MARGIN) / ((east - west) * flat), (HEIGHT - 2 * MARGIN) / (north - south))

    def to(lon: float, lat: float) -> tuple[float, float]:
        return round(MARGIN + (lon - west) * flat * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    paths = []
    for shape in shapes:
        parts = getattr(shape, "geoms", [shape])
        paths.append(" ".join("M" + " L".join("{} {}".format(*to(x, y)) for x, y, *_ in part.exterior.coords) + "Z" for part in parts))
    width, height = to(east, south)
    dots, outside = [], 0
    for row in [row for row in rows if row["lon"] is not None][:MOST_DOTS]:
        x, y = to(row["lon"] or 0, row["lat"] or 0)
        if 0 <= x <= width + MARGIN and 0 <= y <= height + MARGIN:
            dots.append(Dot(x, y, row["outcome"] == "bad", f"第 {row['line']} 行 {row['name']}"))
        else:
            outside += 1
    return Picture(round(width + MARGIN, 1), round(height + MARGIN, 1), paths, sorted(dots, key=lambda dot: dot.bad), outside)

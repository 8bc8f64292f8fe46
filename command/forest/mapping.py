"""A district's danger and the points stand on the one map too: their objects there are written with them, never by anybody else."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import shapely

from command.forest.models import FireBoard, FirePoint
from dispatch.features.actions import mirror
from realtime.areas.models import Area
from realtime.log import Log

DANGER, POINT, SOURCE = "fire_danger", "fire_point", "森林防火"
COARSE_DEG = 0.002  # 200 m: a district's outline on a city's map, not a survey


def show_danger(log: Log, board: FireBoard) -> None:
    """The district's own ground, in the colour of its level."""
    area = Area.objects.filter(pk=board.area).first()
    if area is None or area.lon is None or area.lat is None:
        return
    mirror(
        log, DANGER, board.area, name=f"{area.name}森林火险", area=board.area, lon=area.lon, lat=area.lat, shape=_outline(area.boundary or ""),
        attributes={"level": board.danger or None, "demanded": board.level, "periods": "、".join(board.periods), "text": board.text},
        source=SOURCE, active=board.level > 0, observed_at=board.danger_at,
    )  # fmt: skip


def show_point(log: Log, point: FirePoint) -> None:
    mirror(
        log, POINT, str(point.pk), name=point.name, area=point.area, lon=point.lon, lat=point.lat, active=point.active, source=SOURCE,
        attributes={"kind": point.kind.name, "keeper": point.keeper, "overdue": point.overdue},
    )  # fmt: skip


@lru_cache(maxsize=64)
def _outline(boundary: str) -> dict[str, Any] | None:
    if not boundary:
        return None
    shape = shapely.make_valid(shapely.from_geojson(boundary).simplify(COARSE_DEG))
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found

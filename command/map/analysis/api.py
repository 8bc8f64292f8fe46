"""周边分析 over HTTP: ask, and take the list along."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import quote

import shapely
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, model_validator

from command.map.analysis.asking import around, find
from command.map.analysis.exporting import export_around
from command.map.analysis.rows import Around
from dispatch.features.actions import layer_for
from dispatch.features.querying import protected_of
from dispatch.incidents.api import found as incident_of
from realtime.api import REFUSALS, Body, Lat, Lon, caller, see
from realtime.areas.locate import area_at
from realtime.codes import Problem

router = Router(tags=["map"])

FURTHEST_M = 50_000
MOST_POINTS = 5_000
Radius = Annotated[float, Field(gt=0, le=FURTHEST_M, allow_inf_nan=False, strict=False)]


class AroundPoint(Body):
    lon: Lon
    lat: Lat


class AskAround(Body):
    """One of three: a point, a polygon, an incident. Without radii a point has 1, 3, 5 and 10 km, a polygon only itself."""

    point: AroundPoint | None = None
    polygon: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84")
    incident: int | None = None
    radii: list[Radius] | None = Field(None, min_length=1, max_length=8, description="metres")
    layers: list[str] | None = Field(None, max_length=60)
    teams: int = Field(5, ge=0, le=50)
    named: int = Field(20, ge=1, le=200)

    @model_validator(mode="after")
    def _one_place(self) -> AskAround:
        if sum(one is not None for one in (self.point, self.polygon, self.incident)) != 1:
            raise ValueError("请给出点(point)、面(polygon)或事件(incident)之一")
        return self


class ExportAround(AskAround):
    format: Literal["csv", "xlsx"] = "xlsx"
    reason: str = Field("", max_length=200)


def polygon_of(shape: dict[str, Any]) -> Any:
    try:
        found = shapely.from_geojson(json.dumps(shape))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise Problem("invalid", "分析范围的形状无法读懂,请重新绘制。", where=["polygon"]) from None
    if found is None or found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise Problem("invalid", "分析范围必须是闭合的面。", where=["polygon"])
    west, south, east, north = found.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Problem("invalid", "分析范围超出经纬度范围。", where=["polygon"])
    if not found.is_valid:
        raise Problem("invalid", f"分析范围的边界有交叉或重叠:{shapely.is_valid_reason(found)}。", where=["polygon"])
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise Problem("invalid", f"分析范围的顶点过多,最多 {MOST_POINTS} 个。", where=["polygon"])
    return found


def _asked(request: HttpRequest, body: AskAround) -> dict[str, Any]:
    """What both operations ask, as far as this caller may."""
    who = caller(request)
    layers = None if body.layers is None else [layer_for(key).key for key in body.layers]
    asked: dict[str, Any] = {"radii": body.radii, "layers": layers, "exercise": None, "polygon": None, "point": None}
    if body.incident is not None:
        incident = incident_of(body.incident)
        see(request, incident.area)
        asked |= {"point": (incident.lon, incident.lat), "exercise": incident.exercise_id, "event_type": incident.type_id or ""}
    elif body.polygon is not None:
        asked["polygon"] = polygon_of(body.polygon)
    elif body.point is not None:
        asked["point"] = (body.point.lon, body.point.lat)
    return asked | {"scopes": who.scopes, "protected": protected_of(who)}


@router.post("/analysis", response={200: Around, **REFUSALS}, operation_id="analyse_around")
def post_analysis(request: HttpRequest, body: AskAround) -> Around:
    """Changes nothing, so no key is needed."""
    return around(**_asked(request, body), teams=body.teams, named=body.named)


@router.post("/analysis/export", response={200: None, **REFUSALS}, operation_id="export_around")
def post_export(request: HttpRequest, body: ExportAround) -> HttpResponse:
    """The whole list as a file; who took it, and why, stays on record."""
    asked = _asked(request, body)
    asked.pop("event_type", "")
    who, found = caller(request), find(**asked)
    if who.locked:
        raise Problem("locked")
    area = area_at(found.place.lon, found.place.lat)
    where = f"{found.place.lon:.4f},{found.place.lat:.4f}"
    said = f"{where} 范围内" if body.polygon is not None and found.furthest_m == 0 else f"{where} 周边 {found.furthest_m / 1000:g} 公里"
    taken = export_around(who=who, area=area, found=found, said=said, format=body.format, reason=body.reason)
    answer = HttpResponse(taken.file, content_type=taken.mime)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(taken.name)}"
    return answer

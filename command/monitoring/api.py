"""Monitoring over HTTP: lights of departments, stations by need, groups of pictures, the wall's panels."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from command.monitoring import arranging, departments, stations
from command.monitoring.models import CameraGroup, Department
from command.monitoring.rain import areal_rain
from command.monitoring.rows import (
    ArealRain,
    CameraGroupRow,
    DepartmentPage,
    DepartmentRow,
    Outage,
    PanelKey,
    PanelSetRow,
    StationPage,
    StationWhole,
    Tiles,
)
from devices.feeds.models import Feed
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["monitoring"])
FEEDS, WALL = "feed.manage", "wall.control"
MOST = 200
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]


class DepartmentFacts(Body):
    name: str = Field(min_length=1, max_length=40)
    order: int = Field(50, ge=0, le=9999)
    keeper: int | None = Field(None, description="a contact; is called when its data stay away")
    feeds: list[int] = Field(default_factory=list, max_length=100)


class GroupFacts(Body):
    name: str = Field(min_length=1, max_length=40)
    tiles: Tiles = 4
    turn_s: int = Field(0, ge=0, le=3600, description="0 = the rule monitoring.turn_s; else 5 at least")
    drones: bool = Field(True, description="drones in flight stand first")
    streams: list[int] = Field(default_factory=list, max_length=200)


class NewCameraGroup(GroupFacts):
    area: Code


class PanelWish(Body):
    area: Code
    panels: list[PanelKey] = Field(min_length=1, max_length=12)


@router.get("/rain", response={200: ArealRain, **REFUSALS}, operation_id="areal_rain")
def get_rain(request: HttpRequest) -> ArealRain:
    """Mean rain over each district in 1, 3 and 24 hours, by Thiessen; late gauges count for nothing."""
    return areal_rain(caller(request).scopes)


@router.get("/departments", response={200: DepartmentPage, **REFUSALS}, operation_id="list_departments")
def get_departments(request: HttpRequest) -> DepartmentPage:
    """Each with its feeds; which light is on is the screen's own arithmetic, as of every feed."""
    return departments.page(caller(request).scopes)


@router.post("/departments", response={201: DepartmentRow, **REFUSALS}, operation_id="add_department")
def post_department(request: HttpRequest, body: DepartmentFacts) -> HttpResponse:
    def run(who: Caller) -> DepartmentRow:
        return departments.row_of(departments.save_department(actor=who.actor, **body.model_dump()))

    return command(request, FEEDS, settings.CITY, run, status=201)


@router.post("/departments/{int:department_id}", response={200: DepartmentRow, **REFUSALS}, operation_id="change_department")
def post_department_change(request: HttpRequest, department_id: int, body: DepartmentFacts) -> HttpResponse:
    def run(who: Caller) -> DepartmentRow:
        return departments.row_of(departments.save_department(actor=who.actor, department_id=department_id, **body.model_dump()))

    return command(request, FEEDS, _department(department_id).area, run)


@router.post("/departments/{int:department_id}/remove", response={200: DepartmentPage, **REFUSALS}, operation_id="remove_department")
def post_department_remove(request: HttpRequest, department_id: int) -> HttpResponse:
    def run(who: Caller) -> DepartmentPage:
        departments.remove_department(actor=who.actor, department_id=department_id)
        return departments.page(who.scopes)

    return command(request, FEEDS, _department(department_id).area, run)


@router.get("/feeds/{int:feed_id}/outages", response={200: list[Outage], **REFUSALS}, operation_id="list_feed_outages")
def get_outages(request: HttpRequest, feed_id: int) -> list[Outage]:
    """When it was late or failing; a city's feed is told to its districts too."""
    feed = Feed.objects.filter(pk=feed_id).first()
    if feed is None:
        raise Problem("not_found", "没有这个数据源。")
    who = caller(request)
    if not who.may(READ, feed.area) and not any(scope.startswith(feed.area) for scope in who.scopes):
        raise Problem("not_found", "没有这个数据源。")
    return departments.outages(feed)


@router.get("/stations", response={200: StationPage, **REFUSALS}, operation_id="list_stations")
def get_stations(
    request: HttpRequest,
    kind: Annotated[str, Query(max_length=12)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 60,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> StationPage:
    """Of the caller's areas: beyond a threshold first, then who is nearest to it; each with the line of the last hours."""
    return stations.page(caller(request).scopes, kind=kind, limit=limit, offset=offset)


@router.get("/stations/{station}", response={200: StationWhole, **REFUSALS}, operation_id="get_station")
def get_station(request: HttpRequest, station: str, hours: Annotated[int, Query(ge=1, le=24 * 31)] = 24) -> StationWhole:
    found = stations.whole(station[:24], hours)
    see(request, found["area"])
    return found


@router.post("/groups", response={201: CameraGroupRow, **REFUSALS}, operation_id="add_camera_group")
def post_group(request: HttpRequest, body: NewCameraGroup) -> HttpResponse:
    facts = _facts(body)
    return command(request, WALL, body.area, lambda who: arranging.save_group(actor=who.actor, **facts).row(), status=201)


@router.post("/groups/{int:camera_group_id}", response={200: CameraGroupRow, **REFUSALS}, operation_id="change_camera_group")
def post_group_change(request: HttpRequest, camera_group_id: int, body: GroupFacts) -> HttpResponse:
    facts, area = _facts(body), _group(camera_group_id).area
    return command(
        request, WALL, area, lambda who: arranging.save_group(actor=who.actor, area=area, group_id=camera_group_id, **facts).row()
    )


@router.post("/groups/{int:camera_group_id}/remove", response={200: CameraGroupRow, **REFUSALS}, operation_id="remove_camera_group")
def post_group_remove(request: HttpRequest, camera_group_id: int) -> HttpResponse:
    row = _group(camera_group_id).row()

    def run(who: Caller) -> CameraGroupRow:
        arranging.remove_group(actor=who.actor, group_id=camera_group_id)
        return row

    return command(request, WALL, row["area"], run)


@router.post("/panels", response={200: PanelSetRow, **REFUSALS}, operation_id="arrange_panels")
def post_panels(request: HttpRequest, body: PanelWish) -> HttpResponse:
    return command(
        request, WALL, body.area, lambda who: arranging.arrange_panels(actor=who.actor, area=body.area, panels=body.panels).row()
    )


def _facts(body: GroupFacts) -> dict[str, Any]:
    if 0 < body.turn_s < 5:
        raise Problem("invalid", "轮巡间隔不得短于 5 秒,0 表示用默认间隔。", where=["turn_s"])
    return body.model_dump()


def _department(department_id: int) -> Department:
    one = Department.objects.filter(pk=department_id).first()
    if one is None:
        raise Problem("not_found", "没有这个部门。")
    return one


def _group(group_id: int) -> CameraGroup:
    one = CameraGroup.objects.filter(pk=group_id).first()
    if one is None:
        raise Problem("not_found", "没有这个画面组。")
    return one

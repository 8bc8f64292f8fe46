"""Forest fire over HTTP: dangers, demands, periods, points, check-ins, rounds. Water, relay lines and a fire's end are in fire_api.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Router
from pydantic import AwareDatetime, Field

from command.duty.models import SpecialPeriod
from command.forest import checking, dangers, patrols, points, showing
from command.forest.models import CheckIn, FireDanger, FirePoint
from command.forest.records import Patrol
from command.forest.rows import (
    CheckHow,
    CheckInRow,
    DemandRow,
    FireDangerRow,
    FirePeriodRow,
    FirePointRow,
    ForestPage,
    PatrolRow,
    PeriodFigures,
    PointKindRow,
)
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, see
from realtime.areas.locate import area_at
from realtime.codes import Problem

router = Router(tags=["forest"])
MANAGE, CHECK, RULE = "forest.manage", "forest.check", "forest.rule"
MOST = 500
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
Level = Annotated[int, Field(ge=1, le=5)]
Metres = Annotated[int, Field(ge=10, le=20_000)]
Place = Annotated[list[Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=False)]], Field(min_length=2, max_length=2)]
Hours = Annotated[float, Field(ge=0.5, le=240, allow_inf_nan=False, strict=False)]


class DangerWord(Body):
    area: Code
    day: date | None = Field(None, strict=False, description="today when left out")
    level: Level
    source: str = Field("人工填报", min_length=1, max_length=60)
    note: str = Field("", max_length=200)
    exercise: int | None = None


class DemandBody(Body):
    level: Level
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$", description="blank = everywhere")
    patrol_h: float = Field(ge=0, le=240, allow_inf_nan=False, strict=False)
    watch: dict[str, Annotated[int, Field(ge=1, le=50)]] = Field(default_factory=dict, max_length=20)
    teams: int = Field(0, ge=0, le=100)
    text: str = Field("", max_length=200)
    source: str = Field(min_length=1, max_length=200)


class PointKindBody(Body):
    code: str = Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]+$")
    name: str = Field(min_length=1, max_length=20)
    mark: str = Field(min_length=1, max_length=2)
    order: int = Field(0, ge=0, le=1000)
    active: bool = True
    source: str = Field(min_length=1, max_length=200)


class FloorBody(Body):
    level: int | None = Field(None, ge=0, le=5, description="0 = does not concern the woods, null = as the rule says of its kind")


class NewFirePoint(Body):
    kind: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=60)
    lon: Lon
    lat: Lat
    radius_m: Metres | None = None
    every_h: Hours | None = None
    keeper: str = Field("", max_length=40)


class FirePointChange(Body):
    """Only what is named is changed."""

    kind: str = Field("", max_length=20)
    name: str = Field("", max_length=60)
    lon: Lon = 0.0
    lat: Lat = 0.0
    radius_m: Metres | None = None
    every_h: Hours | None = None
    keeper: str = Field("", max_length=40)
    active: bool = True


class CheckInBody(Body):
    """By phone with its position; by terminal with the subject's last one; by voice without, for who writes it down."""

    how: CheckHow = "phone"
    lon: Lon | None = None
    lat: Lat | None = None
    subject: int | None = None
    name: str = Field("", max_length=60, description="by voice: who says so")
    patrol: int | None = None
    note: str = Field("", max_length=200)


class NewPatrol(Body):
    name: str = Field(min_length=1, max_length=60)
    area: Code
    ranger: str = Field(min_length=1, max_length=40)
    points: list[int] = Field(min_length=1, max_length=60)
    due_at: AwareDatetime = Field(strict=False)
    subject: int | None = None
    line: list[Place] | None = Field(None, min_length=2, max_length=2000)
    exercise: int | None = None


class StopWhy(Body):
    why: str = Field(min_length=1, max_length=200)


@router.get("", response={200: ForestPage, **REFUSALS}, operation_id="get_forest")
def get_forest(request: HttpRequest) -> ForestPage:
    return showing.page(caller(request).scopes)


@router.get("/figures", response={200: list[PeriodFigures], **REFUSALS}, operation_id="forest_figures")
def get_figures(request: HttpRequest) -> list[PeriodFigures]:
    """Fires and rounds of each protection period so far."""
    return showing.figures(caller(request).scopes)


@router.get("/dangers", response={200: list[FireDangerRow], **REFUSALS}, operation_id="list_fire_dangers")
def get_dangers(request: HttpRequest, days: int = 30, area: str = "") -> list[FireDangerRow]:
    since = localdate() - timedelta(days=max(0, min(days, 400)))
    rows = FireDanger.objects.filter(showing.touching(caller(request).scopes), day__gte=since, exercise_id=None, area__startswith=area)
    return [row.row() for row in rows[:MOST]]


@router.post("/dangers", response={200: FireDangerRow, **REFUSALS}, operation_id="set_fire_danger")
def post_danger(request: HttpRequest, body: DangerWord) -> HttpResponse:
    def run(who: Caller) -> FireDangerRow:
        return dangers.set_danger(actor=who.actor, **body.model_dump(exclude={"day"}), day=body.day or localdate()).row()

    return command(request, MANAGE, body.area, run)


@router.post("/demands", response={201: DemandRow, **REFUSALS}, operation_id="save_fire_demand")
def post_demand(request: HttpRequest, body: DemandBody) -> HttpResponse:
    given = body.model_dump(exclude={"level", "area"})
    return command(
        request, RULE, body.area or settings.CITY,
        lambda who: dangers.save_demand(actor=who.actor, level=body.level, area=body.area, given=given).row(), status=201,
    )  # fmt: skip


@router.post("/kinds", response={200: PointKindRow, **REFUSALS}, operation_id="save_fire_point_kind")
def post_kind(request: HttpRequest, body: PointKindBody) -> HttpResponse:
    return command(request, RULE, settings.CITY, lambda who: dangers.save_kind(actor=who.actor, **body.model_dump()).row())


@router.post("/periods/{int:special_period_id}", response={200: FirePeriodRow, **REFUSALS}, operation_id="set_fire_floor")
def post_floor(request: HttpRequest, special_period_id: int, body: FloorBody) -> HttpResponse:
    period = SpecialPeriod.objects.filter(pk=special_period_id).first()
    if period is None:
        raise Problem("not_found", "没有这个特殊时段。")

    def run(who: Caller) -> FirePeriodRow:
        dangers.set_floor(actor=who.actor, period_id=special_period_id, level=body.level)
        return showing.period_row(period)

    return command(request, RULE, period.area, run)


@router.get("/points", response={200: list[FirePointRow], **REFUSALS}, operation_id="list_fire_points")
def get_points(request: HttpRequest, area: str = "") -> list[FirePointRow]:
    rows = FirePoint.objects.current().filter(_within(caller(request)), area__startswith=area[:6])
    return [row.row() for row in rows[:MOST]]


@router.post("/points", response={201: FirePointRow, **REFUSALS}, operation_id="add_fire_point")
def post_point(request: HttpRequest, body: NewFirePoint) -> HttpResponse:
    return command(
        request, MANAGE, area_at(body.lon, body.lat), lambda who: points.add_point(actor=who.actor, **body.model_dump()).row(), status=201
    )


@router.post("/points/{int:fire_point_id}", response={200: FirePointRow, **REFUSALS}, operation_id="change_fire_point")
def post_point_change(request: HttpRequest, fire_point_id: int, body: FirePointChange) -> HttpResponse:
    named: dict[str, Any] = body.model_dump(exclude_unset=True)
    if ("lon" in named) != ("lat" in named) or not named.get("name", "-").strip():
        raise Problem("invalid", "经纬度须同时给出,名称不能为空。", where=["lon", "lat", "name"])
    return command(
        request,
        MANAGE,
        point_of(fire_point_id).area,
        lambda who: points.change_point(actor=who.actor, point_id=fire_point_id, **named).row(),
    )


@router.get("/points/{int:fire_point_id}/checks", response={200: list[CheckInRow], **REFUSALS}, operation_id="list_check_ins")
def get_checks(request: HttpRequest, fire_point_id: int) -> list[CheckInRow]:
    point = point_of(fire_point_id)
    see(request, point.area)
    return [checking.check_row(one) for one in CheckIn.objects.filter(point=point)[:100]]


@router.post("/points/{int:fire_point_id}/checks", response={201: CheckInRow, **REFUSALS}, operation_id="check_in")
def post_check(request: HttpRequest, fire_point_id: int, body: CheckInBody) -> HttpResponse:
    """On somebody's word only for who keeps the points: whoever stands there has a position."""
    point, who = point_of(fire_point_id), caller(request)
    verb = MANAGE if body.how == "voice" else CHECK
    # A town or a village of the district answers for the points around it
    ground = point.town or point.area
    area = next((scope for scope in who.scopes if scope.startswith(ground) and who.may(verb, scope)), ground)
    if body.how == "voice" and not body.name.strip():
        raise Problem("invalid", "语音代报请写明报告人。", where=["name"])

    def run(who: Caller) -> CheckInRow:
        name = body.name.strip() if body.how == "voice" else who.name
        return checking.check_row(checking.check_in(
            actor=who.actor, name=name, point_id=fire_point_id, how=body.how, lon=body.lon, lat=body.lat, subject_id=body.subject,
            patrol_id=body.patrol, note=body.note,
        ))  # fmt: skip

    return command(request, verb, area, run, status=201)


@router.get("/patrols", response={200: list[PatrolRow], **REFUSALS}, operation_id="list_patrols")
def get_patrols(request: HttpRequest, area: str = "") -> list[PatrolRow]:
    rows = Patrol.objects.filter(_within(caller(request)), area__startswith=area, exercise_id=None)
    return [row.row() for row in rows[:100]]


@router.post("/patrols", response={201: PatrolRow, **REFUSALS}, operation_id="start_patrol")
def post_patrol(request: HttpRequest, body: NewPatrol) -> HttpResponse:
    line = {"type": "LineString", "coordinates": [list(place) for place in body.line]} if body.line else None

    def run(who: Caller) -> PatrolRow:
        return patrols.start_patrol(
            actor=who.actor, name=body.name, area=body.area, ranger=body.ranger, points=body.points, due_at=body.due_at, subject_id=body.subject,
            line=line, exercise=body.exercise,
        ).row()  # fmt: skip

    return command(request, MANAGE, body.area, run, status=201)


@router.post("/patrols/{int:patrol_id}/stop", response={200: PatrolRow, **REFUSALS}, operation_id="stop_patrol")
def post_stop(request: HttpRequest, patrol_id: int, body: StopWhy) -> HttpResponse:
    patrol = Patrol.objects.filter(pk=patrol_id).first()
    if patrol is None:
        raise Problem("not_found", "没有这次巡护。")
    return command(request, MANAGE, patrol.area, lambda who: patrols.stop_patrol(actor=who.actor, patrol_id=patrol_id, why=body.why).row())


def point_of(fire_point_id: int) -> FirePoint:
    point = FirePoint.objects.filter(pk=fire_point_id, active=True).first()
    if point is None:
        raise Problem("not_found", "没有这个点位,或已停用。")
    return point


def _within(who: Caller) -> Any:
    """A town reads its district's: fire does not stop at a town's border."""
    return showing.touching([scope[:6] for scope in who.scopes])

"""Teams over HTTP: parse → permit → one action."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from dispatch.teams import reading
from dispatch.teams.actions import add_unit, change_status, change_unit
from dispatch.teams.fleet import add_vehicle, change_vehicle
from dispatch.teams.importing.actions import apply_sheet, preview_sheet, read_sheet
from dispatch.teams.models import Member, Sheet, StandbyMission, StandbyPost, Unit, UnitStatus, Vehicle
from dispatch.teams.rows import GainRow, MissionRow, PostRow, SheetPreview, StatusAnswer, TeamCodes, UnitProfile, UnitRow, VehicleRow
from dispatch.teams.standby import answer_standby, close_post, end_standby, open_post, order_standby
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, permit, see
from realtime.codes import Problem

router = Router(tags=["teams"])

AREA = r"^[0-9]+$"
SPEAKS = (Member.COMMANDER, Member.DEPUTY)
Code = Annotated[str, Field(min_length=1, max_length=30)]


class NewStatus(Body):
    status: str = Field(min_length=1, max_length=20)
    reason: str = Field("", max_length=200)
    until: AwareDatetime | None = Field(None, strict=False, description="only for 休整; the rule's term when not given")


class Profile(Body):
    """What is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=80)
    category: Literal["industry", "grassroots", "volunteer"] | None = None
    force: str | None = Field(None, max_length=14)
    kind: str | None = Field(None, max_length=16)
    domains: list[Code] | None = Field(None, max_length=6)
    headcount: int | None = Field(None, ge=1, le=100_000)
    equipment: dict[Code, Annotated[int, Field(ge=1, le=1_000_000)]] | None = Field(None, max_length=100)
    skills: list[Code] | None = Field(None, max_length=100)
    area: str | None = Field(None, min_length=4, max_length=12, pattern=AREA)
    lon: Lon | None = None
    lat: Lat | None = None
    base: str | None = Field(None, max_length=20, description="code of a base; empty = none")
    radio_channel: str | None = Field(None, max_length=40)


class NewUnit(Profile):
    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=80)
    category: Literal["industry", "grassroots", "volunteer"]
    headcount: int = Field(ge=1, le=100_000)
    area: str = Field(min_length=4, max_length=12, pattern=AREA)
    lon: Lon
    lat: Lat


class NewPost(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: Literal["fire", "flood", "holiday", "general"] = "general"
    area: str = Field(min_length=4, max_length=12, pattern=AREA)
    lon: Lon
    lat: Lat


class NewMission(Body):
    unit: int
    post: int
    from_at: AwareDatetime = Field(strict=False, alias="from")
    until: AwareDatetime = Field(strict=False)
    reason: str = Field("", max_length=200)


class MissionAnswer(Body):
    answer: Literal["accepted", "declined"]
    note: str = Field("", max_length=200)
    name: str = Field("", max_length=60, description="by voice: who said so")


class NewVehicle(Body):
    plate: str = Field(min_length=1, max_length=20)
    kind: str = Field(max_length=12)
    unit: int
    capacity: int = Field(0, ge=0, le=500)


class VehicleChange(Body):
    kind: str | None = Field(None, max_length=12)
    unit: int | None = None
    capacity: int | None = Field(None, ge=0, le=500)
    status: Literal["ready", "maintenance", "off"] | None = None


class NewSheet(Body):
    kind: Literal["units", "vehicles", "members"]
    name: str = Field(min_length=1, max_length=120, description="file name; .csv is read as text, everything else as .xlsx")
    content: str = Field(min_length=1, max_length=2_400_000, description="the file in base64; larger lists go through the page")
    datum: Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
    area: str = Field(min_length=4, max_length=12, pattern=AREA, description="rows outside it are refused")


@router.get("/codes", response={200: TeamCodes, **REFUSALS}, operation_id="team_codes")
def get_codes(request: HttpRequest) -> TeamCodes:
    caller(request)
    return reading.codes()


@router.get("/units", response={200: list[UnitRow], **REFUSALS}, operation_id="list_units")
def get_units(
    request: HttpRequest,
    kind: str = "",
    status: str = "",
    meaning: str = "",
    q: str = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> list[UnitRow]:
    """Teams of the caller's area with what holds them; `q` looks in code and name."""
    found = reading.units(caller(request).scopes, kind=kind, status=status, meaning=meaning, q=q.replace("\x00", ""))
    return [unit.row(unit.held_by) for unit in found[:limit]]


@router.post("/units", response={201: UnitRow, **REFUSALS}, operation_id="add_unit")
def post_unit(request: HttpRequest, body: NewUnit) -> HttpResponse:
    return command(request, "unit.manage", body.area, lambda who: add_unit(actor=who.actor, **body.model_dump()).row(), status=201)


@router.get("/units/{int:unit_id}", response={200: UnitProfile, **REFUSALS}, operation_id="get_unit")
def get_unit(request: HttpRequest, unit_id: int) -> UnitProfile:
    unit = _unit(unit_id)
    see(request, unit.area)
    return reading.profile(unit)


@router.post("/units/{int:unit_id}/status", response={200: StatusAnswer, **REFUSALS}, operation_id="set_unit_status")
def post_status(request: HttpRequest, unit_id: int, body: NewStatus) -> HttpResponse:
    """The desk, or the team's own commander and deputy; only the desk calls a resting crew back early."""
    unit, who = _unit(unit_id), caller(request)
    officer = who.may("unit.status", unit.area)

    def run(who: Caller) -> dict[str, Any]:
        changed, warning = change_status(
            actor=who.actor, unit_id=unit_id, status=body.status, reason=body.reason, until=body.until, may_override=officer
        )
        return {"unit": changed.row(changed.holder()), "warning": warning}

    if not officer and who.user_id and Member.objects.filter(unit=unit, user_id=who.user_id, role__in=SPEAKS).exists():
        return execute(request, who, run)
    return command(request, "unit.status", unit.area, run)


@router.post("/units/{int:unit_id}/profile", response={200: UnitRow, **REFUSALS}, operation_id="change_unit")
def post_profile(request: HttpRequest, unit_id: int, body: Profile) -> HttpResponse:
    def run(who: Caller) -> UnitRow:
        if body.area is not None and not who.may("unit.manage", body.area):
            raise Problem("forbidden", f"区划 {body.area} 不在您可管理的范围内。", where=["area"])
        unit = change_unit(actor=who.actor, unit_id=unit_id, **body.model_dump())
        return unit.row(unit.holder())

    return command(request, "unit.manage", _unit(unit_id).area, run)


@router.get("/posts", response={200: list[PostRow], **REFUSALS}, operation_id="list_posts")
def get_posts(request: HttpRequest) -> list[PostRow]:
    return [post.row() for post in reading.posts(caller(request).scopes)]


@router.post("/posts", response={201: PostRow, **REFUSALS}, operation_id="open_post")
def post_post(request: HttpRequest, body: NewPost) -> HttpResponse:
    return command(request, "unit.assign", body.area, lambda who: open_post(actor=who.actor, **body.model_dump()).row(), status=201)


@router.post("/posts/{int:post_id}/close", response={200: PostRow, **REFUSALS}, operation_id="close_post")
def post_close(request: HttpRequest, post_id: int) -> HttpResponse:
    post = StandbyPost.objects.filter(pk=post_id).first()
    if post is None:
        raise Problem("not_found", "没有这个驻防点。")
    return command(request, "unit.assign", post.area, lambda who: close_post(actor=who.actor, post_id=post_id).row())


@router.get("/missions", response={200: list[MissionRow], **REFUSALS}, operation_id="list_missions")
def get_missions(request: HttpRequest, lon: Lon | None = None, lat: Lat | None = None, ended: bool = False) -> list[MissionRow]:
    """What stands forward or will; with lon and lat the gain is for that place, otherwise for the post's own."""
    place = (lon, lat) if lon is not None and lat is not None else None
    return reading.missions(caller(request).scopes, place=place, ended=ended)


@router.post("/missions", response={201: MissionRow, **REFUSALS}, operation_id="order_standby")
def post_mission(request: HttpRequest, body: NewMission) -> HttpResponse:
    def run(who: Caller) -> MissionRow:
        mission = order_standby(
            actor=who.actor, unit_id=body.unit, post_id=body.post, from_at=body.from_at, until_at=body.until, reason=body.reason
        )
        return reading.mission_row(mission, None)

    return command(request, "unit.assign", _unit(body.unit).area, run, status=201)


@router.get("/posts/{int:post_id}/gains", response={200: list[GainRow], **REFUSALS}, operation_id="standby_gains")
def get_gains(request: HttpRequest, post_id: int) -> list[GainRow]:
    """Ready teams of the caller's area, the nearest home first: what each would gain by standing at this post."""
    who = caller(request)
    post = StandbyPost.objects.filter(pk=post_id, closed_at=None).first()
    if post is None or not any(post.area.startswith(scope) or scope.startswith(post.area) for scope in who.scopes):
        raise Problem("not_found", "没有这个驻防点,或已撤点。")
    ready = [
        unit for unit in reading.units(who.scopes, status=UnitStatus.READY) if unit.held_by is None and unit.exercise_id == post.exercise_id
    ]
    return reading.gains(post, ready)[:200]


@router.post("/missions/{int:mission_id}/answer", response={200: MissionRow, **REFUSALS}, operation_id="answer_standby")
def post_answer(request: HttpRequest, mission_id: int, body: MissionAnswer) -> HttpResponse:
    """By the team's commander or deputy from the phone; by the desk for what was said by voice, with whose word it is."""
    mission = StandbyMission.objects.select_related("unit").filter(pk=mission_id).first()
    if mission is None:
        raise Problem("not_found", "没有这项驻防任务。")
    who = caller(request)
    own = who.user_id is not None and Member.objects.filter(unit=mission.unit_id, user_id=who.user_id, role__in=SPEAKS).exists()

    def run(who: Caller) -> MissionRow:
        name = body.name.strip() or who.name
        return reading.mission_row(
            answer_standby(actor=who.actor, name=name, mission_id=mission_id, answer=body.answer, note=body.note), None
        )

    if own:
        return execute(request, who, run)
    return command(request, "unit.assign", mission.unit.area, run)


@router.post("/missions/{int:mission_id}/end", response={200: MissionRow, **REFUSALS}, operation_id="end_standby")
def post_mission_end(request: HttpRequest, mission_id: int) -> HttpResponse:
    mission = StandbyMission.objects.select_related("unit").filter(pk=mission_id).first()
    if mission is None:
        raise Problem("not_found", "没有这项驻防任务。")
    return command(
        request,
        "unit.assign",
        mission.unit.area,
        lambda who: reading.mission_row(end_standby(actor=who.actor, mission_id=mission_id), None),
    )


@router.get("/vehicles", response={200: list[VehicleRow], **REFUSALS}, operation_id="list_vehicles")
def get_vehicles(request: HttpRequest, unit: int | None = None) -> list[VehicleRow]:
    return [vehicle.row() for vehicle in reading.vehicles(caller(request).scopes, unit)]


@router.post("/vehicles", response={201: VehicleRow, **REFUSALS}, operation_id="add_vehicle")
def post_vehicle(request: HttpRequest, body: NewVehicle) -> HttpResponse:
    return command(
        request, "unit.manage", _unit(body.unit).area,
        lambda who: add_vehicle(actor=who.actor, plate=body.plate, kind=body.kind, unit_id=body.unit, capacity=body.capacity).row(), status=201,
    )  # fmt: skip


@router.post("/vehicles/{int:vehicle_id}/change", response={200: VehicleRow, **REFUSALS}, operation_id="change_vehicle")
def post_vehicle_change(request: HttpRequest, vehicle_id: int, body: VehicleChange) -> HttpResponse:
    vehicle = Vehicle.objects.filter(pk=vehicle_id).first()
    if vehicle is None:
        raise Problem("not_found", "没有这辆车。")

    def run(who: Caller) -> VehicleRow:
        if body.unit is not None and not who.may("unit.manage", _unit(body.unit).area):
            raise Problem("forbidden", "这支队伍不在您可管理的范围内。", where=["unit"])
        return change_vehicle(
            actor=who.actor, vehicle_id=vehicle_id, kind=body.kind, capacity=body.capacity, status=body.status, unit_id=body.unit
        ).row()

    return command(request, "unit.manage", vehicle.area, run)


@router.post("/imports", response={201: SheetPreview, **REFUSALS}, operation_id="preview_import")
def post_import(request: HttpRequest, body: NewSheet) -> HttpResponse:
    """A list as .xlsx or .csv in base64; answers what each row would do, and does nothing yet."""
    try:
        data = base64.b64decode(body.content, validate=True)
    except ValueError:
        raise Problem("invalid", "文件内容不是 base64。", where=["content"]) from None

    def run(who: Caller) -> SheetPreview:
        _may_list(who, body.kind, body.area)
        return preview_sheet(actor=who.actor, kind=body.kind, name=body.name, data=data, datum=body.datum, area=body.area)

    return command(request, "unit.manage", body.area, run, status=201)


@router.get("/imports/{int:sheet_id}", response={200: SheetPreview, **REFUSALS}, operation_id="get_import")
def get_import(request: HttpRequest, sheet_id: int) -> SheetPreview:
    sheet = _sheet(sheet_id)
    permit(request, "unit.manage", sheet.area)
    return read_sheet(sheet)


@router.post("/imports/{int:sheet_id}/apply", response={200: SheetPreview, **REFUSALS}, operation_id="apply_import")
def post_import_apply(request: HttpRequest, sheet_id: int) -> HttpResponse:
    sheet = _sheet(sheet_id)

    def run(who: Caller) -> SheetPreview:
        _may_list(who, sheet.kind, sheet.area)
        return apply_sheet(actor=who.actor, sheet_id=sheet_id)

    return command(request, "unit.manage", sheet.area, run)


def _may_list(who: Caller, kind: str, area: str) -> None:
    """People's numbers need the right to keep contacts."""
    if kind == Sheet.MEMBERS and not who.may("contact.manage", area):
        raise Problem("forbidden", "导入队员需要通讯录管理权限。", where=["contact.manage", area])


def _sheet(sheet_id: int) -> Sheet:
    sheet = Sheet.objects.filter(pk=sheet_id).first()
    if sheet is None:
        raise Problem("not_found", "没有这份清单。")
    return sheet


def _unit(unit_id: int) -> Unit:
    unit = Unit.objects.with_names().filter(pk=unit_id).first()
    if unit is None:
        raise Problem("not_found", "没有这支队伍。")
    return unit

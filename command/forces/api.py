"""队伍建设 over HTTP: registers of a team, levels, lists in and out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.forces import actions, sheets
from command.forces.models import Gear, Training
from command.forces.rows import (
    ForceGearRow,
    ForceProfile,
    ForceSheetDone,
    ForceSummary,
    GearState,
    TrainingCount,
    TrainingKind,
    TrainingResult,
    TrainingRow,
)
from command.forces.showing import force_profile, one_unit, summary
from command.forces.workbook import workbook
from dispatch.teams.models import Unit
from dispatch.teams.reading import within
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.codes import Problem
from realtime.sheets import MAX_BYTES

router = Router(tags=["forces"])
MANAGE = "unit.manage"
MOST = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Day = Annotated[date, Field(strict=False)]
Item = Annotated[str, Field(min_length=1, max_length=30)]


class SkillLotGiven(Body):
    skill: Item
    certificate: str = Field("", max_length=60)
    people: int = Field(ge=1, le=100_000)
    valid_to: Day | None = None


class SkillLots(Body):
    """These and no others."""

    lots: list[SkillLotGiven] = Field(max_length=60)


class NewGear(Body):
    item: Item
    number: str = Field(min_length=1, max_length=40)
    count: int = Field(1, ge=1, le=1_000_000)
    state: GearState = "in_use"
    place: str = Field("", max_length=80)
    inspect_by: Day | None = None
    note: str = Field("", max_length=200)


class GearChange(Body):
    """What is left out stays as it is; `inspect_by` null: it needs no inspection."""

    count: int | None = Field(None, ge=1, le=1_000_000)
    state: GearState | None = None
    place: str | None = Field(None, max_length=80)
    inspect_by: Day | None = None
    note: str | None = Field(None, max_length=200)


class NewTraining(Body):
    kind: TrainingKind = "course"
    course: str = Field(min_length=1, max_length=80)
    held_on: Day
    hours: float = Field(gt=0, le=500, allow_inf_nan=False, strict=False)
    people: int = Field(1, ge=1, le=100_000)
    person: str = Field("", max_length=40)
    result: TrainingResult = "passed"
    base: int | None = None
    next_due: Day | None = None
    note: str = Field("", max_length=200)


@router.get("/levels", response={200: ForceSummary, **REFUSALS}, operation_id="list_readiness")
def get_levels(request: HttpRequest) -> ForceSummary:
    """备勤级别 of every team of the caller's areas."""
    return summary(caller(request).scopes)


@router.get("/units/{int:unit_id}", response={200: ForceProfile, **REFUSALS}, operation_id="get_force_profile")
def get_profile(request: HttpRequest, unit_id: int) -> ForceProfile:
    unit = one_unit(unit_id)
    see(request, unit.area)
    return force_profile(unit)


def _of_unit(request: HttpRequest, unit_id: int, run: Callable[[Caller], Any], *, status: int = 200) -> HttpResponse:
    def done(who: Caller) -> ForceProfile:
        run(who)
        return force_profile(one_unit(unit_id))

    return command(request, MANAGE, one_unit(unit_id).area, done, status=status)


@router.post("/units/{int:unit_id}/skills", response={200: ForceProfile, **REFUSALS}, operation_id="set_force_skills")
def post_skills(request: HttpRequest, unit_id: int, body: SkillLots) -> HttpResponse:
    lots = [lot.model_dump() for lot in body.lots]
    return _of_unit(request, unit_id, lambda who: actions.set_skills(actor=who.actor, unit_id=unit_id, lots=lots))


@router.post("/units/{int:unit_id}/gear", response={201: ForceProfile, **REFUSALS}, operation_id="enter_force_gear")
def post_gear(request: HttpRequest, unit_id: int, body: NewGear) -> HttpResponse:
    given = body.model_dump(exclude={"note"})
    return _of_unit(
        request, unit_id, lambda who: actions.enter_gear(actor=who.actor, unit_id=unit_id, note_text=body.note, **given), status=201
    )


@router.post("/units/{int:unit_id}/trainings", response={201: ForceProfile, **REFUSALS}, operation_id="enter_force_training")
def post_training(request: HttpRequest, unit_id: int, body: NewTraining) -> HttpResponse:
    given = body.model_dump(exclude={"note", "base"})
    return _of_unit(
        request,
        unit_id,
        lambda who: actions.enter_training(actor=who.actor, unit_id=unit_id, base_id=body.base, note_text=body.note, **given),
        status=201,
    )


def gear_of(gear_id: int) -> Gear:
    one = Gear.objects.select_related("unit", "item").filter(pk=gear_id).first()
    if one is None:
        raise Problem("not_found", "没有这件装备。")
    return one


@router.get("/gear", response={200: list[ForceGearRow], **REFUSALS}, operation_id="list_overdue_gear")
def get_gear(request: HttpRequest) -> list[ForceGearRow]:
    """Whose inspection is over time, the longest first."""
    rows = Gear.objects.overdue().filter(within(caller(request).scopes, "unit__area")).select_related("unit", "item")
    return [one.row() for one in rows.order_by("inspect_by", "pk")[:MOST]]


@router.post("/gear/{int:gear_id}", response={200: ForceGearRow, **REFUSALS}, operation_id="change_force_gear")
def post_change(request: HttpRequest, gear_id: int, body: GearChange) -> HttpResponse:
    values = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None or name == "inspect_by"}
    return command(
        request, MANAGE, gear_of(gear_id).unit.area, lambda who: actions.change_gear(actor=who.actor, gear_id=gear_id, values=values).row()
    )


@router.get("/trainings", response={200: list[TrainingRow], **REFUSALS}, operation_id="list_force_trainings")
def get_trainings(request: HttpRequest, since: date | None = None, until: date | None = None) -> list[TrainingRow]:
    rows = Training.objects.filter(within(caller(request).scopes)).within(since, until)
    return [one.row() for one in rows.select_related("unit", "base")[:MOST]]


@router.get("/trainings/counts", response={200: list[TrainingCount], **REFUSALS}, operation_id="count_force_trainings")
def get_counts(request: HttpRequest, since: date | None = None, until: date | None = None) -> list[TrainingCount]:
    """`since` is in it, `until` is not."""
    return Training.objects.filter(within(caller(request).scopes)).within(since, until).counts()


@router.get("/sheets/{sheet}", response={200: None, **REFUSALS}, operation_id="get_force_sheet")
def get_sheet(request: HttpRequest, sheet: str, blank: bool = False, unit: Annotated[int | None, Query()] = None) -> HttpResponse:
    """The register as .xlsx, which can be brought in again; `blank`: the empty form. `unit`: of one team."""
    who = caller(request)
    if blank:
        content = sheets.blank(sheet)
    else:
        units = Unit.objects.filter(within(who.scopes), exercise_id=None)
        content = workbook(
            sheets.NAMES[sheets.known(sheet)],
            *sheets.written(sheet, (units if unit is None else units.filter(pk=unit)).values_list("pk", flat=True)),
        )
    headers = {"Content-Disposition": f'attachment; filename="{sheet}.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@router.post("/sheets/{sheet}", response={200: ForceSheetDone, **REFUSALS}, operation_id="import_force_sheet")
def post_sheet(request: HttpRequest, sheet: str, file: File[UploadedFile]) -> HttpResponse:
    """Wherever the caller keeps teams; every good row is taken in, every bad one is named."""
    who = caller(request)
    scopes = sorted({grant.area for grant in who.grants if grant.has(MANAGE)})
    if not scopes:
        raise Problem("forbidden", "当前岗位不能维护队伍资料。", where=[MANAGE])
    if who.locked:
        raise Problem("locked")
    sheets.known(sheet)
    if (file.size or 0) > MAX_BYTES:
        raise Problem("too_large", f"文件超过 {MAX_BYTES // 1_000_000} MB,请分批导入。", where=["file"])
    data = file.read()
    return execute(
        request, who, lambda who: sheets.take_in(actor=who.actor, sheet=sheet, name=file.name or "", data=data, scopes=scopes), content=data
    )

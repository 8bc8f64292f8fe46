"""Plans over HTTP: library, reader, editor, files; preview and start; what runs; 对照排查."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from command.plans.activating import activate, press_for
from command.plans.checking import check_row, open_check, report_check
from command.plans.editing import file_of_plan, save_plan, sheet_body
from command.plans.models import Activation, OutsideEvent, Plan
from command.plans.previewing import area_of, preview
from command.plans.rows import (
    ActivationPreview,
    ActivationRow,
    ActivationWhole,
    Coverage,
    OutsideEventRow,
    PlanRow,
    PlanWhole,
    TaskSheetPreview,
)
from command.plans.sheet import PlanFile, Unreadable, read_file, write_file
from command.plans.showing import activation_row, activation_whole, coverage, plan_rows, plan_whole
from command.plans.task_sheet import COLUMNS, blank, judge, preview_of, with_tasks
from command.responses.api import ApprovalWord
from dispatch.incidents.models import Incident
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, permit, see
from realtime.codes import Problem
from realtime.sheets import Line, read_table
from realtime.sheets import Unreadable as NoSheet

router = Router(tags=["plans"])
START, MANAGE, CHECK = "plan.start", "plan.manage", "task.manage"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]


class PlanText(Body):
    """The plan's file as text, as it is exported; `version` is the one that was read, null for a new plan."""

    text: str = Field(min_length=2, max_length=2_000_000)
    version: int | None = None


class NewActivationPreview(Body):
    plan: int
    incident: int | None = None
    area: AreaCode
    level: int = Field(ge=0, le=4)
    exercise: int | None = None


class NewActivation(Body):
    token: str = Field(min_length=1, max_length=20_000)
    approval: ApprovalWord = Field(default_factory=lambda: ApprovalWord.model_validate({}))
    press: bool = Field(True, description="talk group, conference and call-outs at once")


class NewOutsideEvent(Body):
    title: str = Field(min_length=1, max_length=120)
    place: str = Field(min_length=1, max_length=80)
    happened_on: Annotated[date, Field(strict=False)]
    lesson: str = Field(min_length=1, max_length=500)
    source: str = Field("", max_length=200)
    area: AreaCode
    due_at: Annotated[AwareDatetime, Field(strict=False)]
    persons: list[int] = Field(default_factory=list, max_length=200)
    departments: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(default_factory=list, max_length=60)


class OutsideResult(Body):
    result: str = Field(min_length=1, max_length=1000)


def found(plan_id: int) -> Plan:
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise Problem("not_found", "没有这个预案。")
    return plan


def readable(request: HttpRequest, plan_id: int) -> Plan:
    """A district reads the city's plans, the city a district's."""
    plan, who = found(plan_id), caller(request)
    if not any(scope.startswith(plan.area) or plan.area.startswith(scope) for scope in who.scopes):
        raise Problem("not_found")
    return plan


def file_read(text: str) -> PlanFile:
    try:
        return read_file(text)
    except Unreadable as error:
        raise Problem("invalid", "预案文件有误:" + ";".join(error.errors[:3]), where=error.errors[:20]) from None


@router.get("", response={200: list[PlanRow], **REFUSALS}, operation_id="list_plans")
def get_plans(request: HttpRequest, area: AreaCode) -> list[PlanRow]:
    see(request, area)
    return plan_rows(area)


@router.get("/coverage", response={200: Coverage, **REFUSALS}, operation_id="get_plan_coverage")
def get_coverage(request: HttpRequest, area: AreaCode) -> Coverage:
    see(request, area)
    return coverage(area)


@router.get("/task-sheet.xlsx", response={200: Any, **REFUSALS}, operation_id="get_task_sheet_template")
def get_template(request: HttpRequest) -> HttpResponse:
    return _download(blank(), "预案任务表.xlsx", XLSX)


@router.get("/{int:plan_id}", response={200: PlanWhole, **REFUSALS}, operation_id="get_plan")
def get_plan(request: HttpRequest, plan_id: int) -> PlanWhole:
    return plan_whole(readable(request, plan_id))


@router.get("/{int:plan_id}/file", response={200: Any, **REFUSALS}, operation_id="export_plan")
def get_file(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = readable(request, plan_id)
    return _download(write_file(file_of_plan(plan)).encode(), f"{plan.code}.json", "application/json; charset=utf-8")


@router.post("/save", response={200: PlanWhole, **REFUSALS}, operation_id="save_plan")
def post_save(request: HttpRequest, body: PlanText) -> HttpResponse:
    """Import and edit are one thing: a whole plan, checked."""
    file = file_read(body.text)
    held = Plan.objects.filter(code=file.code).values_list("area", flat=True).first()
    if held is not None and not caller(request).may(MANAGE, held):
        raise Problem("forbidden", where=[MANAGE, held])
    return command(request, MANAGE, file.area, lambda who: plan_whole(save_plan(actor=who.actor, file=file, version=body.version)))


@router.post("/{int:plan_id}/tasks/preview", response={200: TaskSheetPreview, **REFUSALS}, operation_id="preview_task_sheet")
def post_sheet_preview(request: HttpRequest, plan_id: int, file: File[UploadedFile]) -> TaskSheetPreview:
    """Changes nothing, so no key is needed."""
    plan = readable(request, plan_id)
    sheet = sheet_body(plan)
    return preview_of(judge(_lines(file.name, file.read()), sheet), sheet)


@router.post("/{int:plan_id}/tasks", response={200: PlanWhole, **REFUSALS}, operation_id="import_task_sheet")
def post_sheet(request: HttpRequest, plan_id: int, version: int, file: File[UploadedFile]) -> HttpResponse:
    who = permit(request, MANAGE, readable(request, plan_id).area)
    if who.locked:
        raise Problem("locked")
    data = file.read()
    lines = _lines(file.name, data)

    def run(who: Caller) -> PlanWhole:
        held = file_of_plan(found(plan_id))
        try:
            held = held.model_copy(update={"sheet": with_tasks(judge(lines, held.sheet), held.sheet)})
        except Unreadable as error:
            raise Problem("invalid", "任务表有误:" + ";".join(error.errors[:3]), where=error.errors) from None
        return plan_whole(save_plan(actor=who.actor, file=held, version=version))

    return execute(request, who, run, content=data + f"\nversion={version}".encode())


def _lines(name: str | None, data: bytes) -> list[Line]:
    try:
        return read_table(name or "tasks.xlsx", data, COLUMNS).lines
    except NoSheet as error:
        raise Problem("invalid", str(error), where=["file"]) from None


def _download(data: bytes, name: str, mime: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=mime, headers={"Content-Disposition": disposition})


@router.post("/preview", response={200: ActivationPreview, **REFUSALS}, operation_id="preview_activation")
def post_preview(request: HttpRequest, body: NewActivationPreview) -> ActivationPreview:
    """Changes nothing, so no key is needed."""
    see(request, body.area)
    readable(request, body.plan)
    if body.incident is not None and (area := Incident.objects.filter(pk=body.incident).values_list("area", flat=True).first()):
        see(request, area)
    who = caller(request)
    if not who.may(START, body.area):
        raise Problem("forbidden", "当前岗位没有启动预案的权限。", where=[START, body.area])
    return preview(who, plan_id=body.plan, incident_id=body.incident, area=body.area, level=body.level, exercise=body.exercise)


@router.post("/activate", response={200: ActivationWhole, **REFUSALS}, operation_id="activate_plan")
def post_activate(request: HttpRequest, body: NewActivation) -> HttpResponse:
    """A second press on the same thing answers what runs, with `made` false, and does nothing."""

    def run(who: Caller) -> ActivationWhole:
        done = activate(who=who, token=body.token, word=body.approval.word())
        held = press_for(who=who, activation=done.activation) if body.press and done.made else done.activation
        return activation_whole(held, made=done.made)

    return command(request, START, area_of(body.token), run)


@router.get("/activations", response={200: list[ActivationRow], **REFUSALS}, operation_id="list_activations")
def get_activations(request: HttpRequest, area: AreaCode) -> list[ActivationRow]:
    see(request, area)
    return [activation_row(held) for held in Activation.objects.filter(area__startswith=area).select_related("plan")[:100]]


@router.get("/activations/{int:activation_id}", response={200: ActivationWhole, **REFUSALS}, operation_id="get_activation")
def get_activation(request: HttpRequest, activation_id: int) -> ActivationWhole:
    held = Activation.objects.filter(pk=activation_id).select_related("plan").first()
    if held is None:
        raise Problem("not_found", "没有这次启动。")
    see(request, held.area)
    return activation_whole(held)


@router.get("/checks", response={200: list[OutsideEventRow], **REFUSALS}, operation_id="list_outside_checks")
def get_checks(request: HttpRequest, area: AreaCode) -> list[OutsideEventRow]:
    see(request, area)
    return [check_row(event) for event in OutsideEvent.objects.filter(Q(area__startswith=area))[:100]]


@router.post("/checks", response={201: OutsideEventRow, **REFUSALS}, operation_id="open_outside_check")
def post_check(request: HttpRequest, body: NewOutsideEvent) -> HttpResponse:
    return command(
        request, CHECK, body.area, lambda who: check_row(open_check(actor=who.actor, name=who.name, **body.model_dump())), status=201
    )


@router.post("/checks/{int:event_id}/report", response={200: OutsideEventRow, **REFUSALS}, operation_id="report_outside_check")
def post_report(request: HttpRequest, event_id: int, body: OutsideResult) -> HttpResponse:
    event = OutsideEvent.objects.filter(pk=event_id).first()
    if event is None:
        raise Problem("not_found", "没有这项对照排查。")
    return command(
        request, CHECK, event.area,
        lambda who: check_row(report_check(actor=who.actor, name=who.name, event_id=event_id, result=body.result)),
    )  # fmt: skip

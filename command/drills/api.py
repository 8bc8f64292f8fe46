"""Drills over HTTP: the register and the planner – head, people, script as a table or as a file, approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from command.agreements.taken import mark_of
from command.drills import actions
from command.drills.actions import Head
from command.drills.beginning import from_case, from_plan
from command.drills.counting import drill_counts
from command.drills.library import script_of
from command.drills.models import DrillInject, DrillPlan
from command.drills.proposing import people_of
from command.drills.rows import (
    DrillCount,
    DrillDuty,
    DrillFacts,
    DrillKind,
    DrillLevel,
    DrillPersonRow,
    DrillPlanRow,
    DrillPlanWhole,
    DrillScriptCheck,
)
from command.drills.script import LONGEST_S, MOST_INJECTS, InjectIn
from command.drills.sheet import COLUMNS, blank, check, write_csv, write_xlsx
from command.drills.showing import MANAGE, facts, found, knows, may_lead, readable, sees, whole
from command.paper.watermark import on_xlsx
from command.plans.api import found as plan_found
from dispatch.drills.api import APPROVE, in_sight
from dispatch.incidents.api import readable as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.codes import Problem
from realtime.sheets import Unreadable, read_table

router = Router(tags=["drill plans"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
When = Annotated[AwareDatetime | None, Field(strict=False)]
Goals = Annotated[list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=20)]
Minutes = Annotated[int, Field(ge=1, le=LONGEST_S // 60)]


class DrillStaffWish(Body):
    user: int
    duty: DrillDuty


class NewDrillPlan(Body):
    """Begun empty, or from one of: a script of the library, a plan, an incident of the past."""

    title: str = Field("", max_length=80, description="empty: the name of what it is begun from")
    kind: DrillKind | None = None
    area: AreaCode
    library: str = Field("", max_length=40)
    plan: int | None = None
    incident: int | None = None
    planned_at: When = None


class DrillPlanChange(Body):
    """What is left out stays; `staff`, `people` and `script` are replaced as a whole."""

    title: str | None = Field(None, min_length=1, max_length=80)
    kind: DrillKind | None = None
    hazard: str | None = Field(None, max_length=8)
    levels: list[DrillLevel] | None = Field(None, max_length=5)
    planned_at: When = None
    minutes: Minutes | None = None
    goals: Goals | None = None
    staff: list[DrillStaffWish] | None = Field(None, max_length=60)
    people: list[int] | None = Field(None, max_length=500)
    script: list[InjectIn] | None = Field(None, max_length=MOST_INJECTS)


class DrillReason(Body):
    reason: str = Field(min_length=1, max_length=200)


def managing(request: HttpRequest, plan_id: int) -> DrillPlan:
    """Outside the know it does not exist, whatever one's post may do."""
    plan = found(plan_id)
    who = caller(request)
    if not sees(who, plan):
        raise Problem("not_found", "没有这份演练方案。")
    return plan


def lead(request: HttpRequest, plan_id: int, run: Any, *, status: int = 200) -> HttpResponse:
    """By who may manage plans here, or by its director, whatever post they hold."""
    plan, who = managing(request, plan_id), caller(request)
    if may_lead(who, plan) and not who.may(MANAGE, plan.area):
        if who.locked:
            raise Problem("locked")
        return execute(request, who, run, status=status)
    return command(request, MANAGE, plan.area, run, status=status)


@router.get("", response={200: list[DrillPlanRow], **REFUSALS}, operation_id="list_drill_plans")
def get_plans(request: HttpRequest, area: AreaCode) -> list[DrillPlanRow]:
    who = see(request, area)
    return [plan.row() for plan in DrillPlan.objects.filter(area__startswith=area)[: SHOWN * 2] if sees(who, plan)][:SHOWN]


@router.get("/counts", response={200: list[DrillCount], **REFUSALS}, operation_id="count_drill_plans")
def get_counts(request: HttpRequest, area: AreaCode, since: datetime | None = None, until: datetime | None = None) -> list[DrillCount]:
    """演练场次、人次."""
    see(request, area)
    return drill_counts(area, since, until)


@router.get("/facts", response={200: DrillFacts, **REFUSALS}, operation_id="get_drill_facts")
def get_facts(request: HttpRequest, area: AreaCode) -> DrillFacts:
    see(request, area)
    return facts(area)


@router.get("/people", response={200: list[DrillPersonRow], **REFUSALS}, operation_id="propose_drill_people")
def get_people(request: HttpRequest, area: AreaCode, levels: str = "") -> list[DrillPersonRow]:
    """First contacts of each level of an area, for the list of participants."""
    see(request, area)
    return people_of(area, [level for level in levels.split(",") if level])


@router.get("/script.xlsx", response={200: Any, **REFUSALS}, operation_id="get_drill_script_template")
def get_template(request: HttpRequest) -> HttpResponse:
    return download(blank(), "演练脚本模板.xlsx", XLSX)


@router.post("", response={201: DrillPlanWhole, **REFUSALS}, operation_id="draft_drill_plan")
def post_plan(request: HttpRequest, body: NewDrillPlan) -> HttpResponse:
    head, script, areas = _beginning(request, body)

    def run(who: Caller) -> DrillPlanWhole:
        people = [row["person"] for row in people_of(body.area, list(head.levels), areas)]
        plan = actions.draft_plan(actor=who.actor, name=who.name, user_id=who.user_id, head=head, script=script, people=people)
        return whole(plan, who)

    return command(request, MANAGE, body.area, run, status=201)


def _beginning(request: HttpRequest, body: NewDrillPlan) -> tuple[Head, list[InjectIn], list[str]]:
    given = sum(one not in ("", None) for one in (body.library, body.plan, body.incident))
    if given > 1:
        raise Problem("invalid", "脚本库、预案、案例只能选一个。", where=["library", "plan", "incident"])
    if body.library:
        one = script_of(body.library)
        script = [line if line.area.startswith(body.area) else line.model_copy(update={"area": ""}) for line in one.script]
        return (
            Head(
                title=body.title or one.title, kind=body.kind or one.kind, area=body.area, hazard=one.hazard, levels=one.levels,
                planned_at=body.planned_at, minutes=one.minutes, goals=one.goals, basis=f"脚本库:{one.title}",
            ),
            script,
            one.people,
        )  # fmt: skip
    kind = body.kind or "tabletop"
    if body.plan is not None:
        plan = plan_found(body.plan)
        if not any(scope.startswith(plan.area) or plan.area.startswith(scope) for scope in caller(request).scopes):
            raise Problem("not_found")
        title = body.title or f"{plan.title}演练"
        return (
            Head(title=title[:80], kind=kind, area=body.area, planned_at=body.planned_at, minutes=120, basis=f"预案:{plan.title}"),
            from_plan(plan),
            [],
        )
    if body.incident is not None:
        incident = incident_of(request, body.incident)
        title = body.title or f"{incident.place or incident.number}案例推演"
        script = from_case(incident)
        minutes = max(60, script[-1].offset_s // 60 + 30)
        return (
            Head(
                title=title[:80], kind=kind, area=body.area, hazard=incident.type_id, planned_at=body.planned_at, minutes=min(minutes, LONGEST_S // 60),
                basis=f"案例:{incident.number}",
            ),
            script,
            [],
        )  # fmt: skip
    return Head(title=body.title, kind=kind, area=body.area, planned_at=body.planned_at), [], []


@router.get("/{int:drill_plan_id}", response={200: DrillPlanWhole, **REFUSALS}, operation_id="get_drill_plan")
def get_plan(request: HttpRequest, drill_plan_id: int) -> DrillPlanWhole:
    who = caller(request)
    return whole(readable(who, drill_plan_id), who)


@router.post("/{int:drill_plan_id}", response={200: DrillPlanWhole, **REFUSALS}, operation_id="change_drill_plan")
def post_change(request: HttpRequest, drill_plan_id: int, body: DrillPlanChange) -> HttpResponse:
    head = body.model_dump(include={"title", "kind", "hazard", "levels", "minutes", "goals"}, exclude_none=True)
    if "planned_at" in body.model_fields_set:
        head["planned_at"] = body.planned_at

    def run(who: Caller) -> DrillPlanWhole:
        known(who, drill_plan_id)
        held = set(found(drill_plan_id).participants.values_list("pk", flat=True))
        in_sight(who, [person for person in body.people or [] if person not in held])
        plan = actions.change_plan(
            actor=who.actor, name=who.name, plan_id=drill_plan_id, head=head, people=body.people, script=body.script,
            staff=None if body.staff is None else [(one.user, one.duty) for one in body.staff],
        )  # fmt: skip
        return whole(plan, who)

    return lead(request, drill_plan_id, run)


@router.post("/{int:drill_plan_id}/script/preview", response={200: DrillScriptCheck, **REFUSALS}, operation_id="preview_drill_script")
def post_script_preview(request: HttpRequest, drill_plan_id: int, file: File[UploadedFile]) -> DrillScriptCheck:
    """Changes nothing, so no key is needed."""
    known(caller(request), drill_plan_id)
    return _read(file.name or "", file.read())[1]


@router.post("/{int:drill_plan_id}/script", response={200: DrillPlanWhole, **REFUSALS}, operation_id="import_drill_script")
def post_script(request: HttpRequest, drill_plan_id: int, file: File[UploadedFile]) -> HttpResponse:
    data = file.read()
    plan, who = managing(request, drill_plan_id), caller(request)
    if not may_lead(who, plan):
        raise Problem("forbidden", where=[MANAGE, plan.area])
    if who.locked:
        raise Problem("locked")
    script, judged = _read(file.name or "", data)
    if judged["wrong"]:
        one = judged["wrong"][0]
        raise Problem(
            "invalid",
            f"第 {one['line']} 行:{';'.join(one['errors'])}",
            where=[f"{row['line']}: {';'.join(row['errors'])}" for row in judged["wrong"][:20]],
        )
    if not script:
        raise Problem("invalid", "文件里没有情景。", where=["file"])

    def run(who: Caller) -> DrillPlanWhole:
        return whole(actions.change_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id, script=script), who)

    return execute(request, who, run, content=data)


def _read(name: str, data: bytes) -> tuple[list[InjectIn], DrillScriptCheck]:
    try:
        table = read_table(name, data, COLUMNS)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None
    if len(table.lines) > MOST_INJECTS:
        raise Problem("invalid", f"脚本最多 {MOST_INJECTS} 个情景。", where=["file"])
    return check(table.lines, table.ignored)


@router.get("/{int:drill_plan_id}/script.{kind}", response={200: Any, **REFUSALS}, operation_id="export_drill_script")
def get_script(request: HttpRequest, drill_plan_id: int, kind: str) -> HttpResponse:
    who = caller(request)
    plan = known(who, drill_plan_id)
    script = [as_written(inject) for inject in plan.script.all()]
    if kind == "csv":
        return download(write_csv(script), f"{plan.number}.csv", "text/csv; charset=utf-8")
    if kind == "xlsx":
        return download(on_xlsx(write_xlsx(script), mark_of(who.name, plan.area)), f"{plan.number}.xlsx", XLSX)
    raise Problem("not_found", "只有 .csv 和 .xlsx。")


def as_written(inject: DrillInject) -> InjectIn:
    return InjectIn.model_validate({name: getattr(inject, name) for name in InjectIn.model_fields})


@router.post("/{int:drill_plan_id}/ready", response={200: DrillPlanWhole, **REFUSALS}, operation_id="ready_drill_plan")
def post_ready(request: HttpRequest, drill_plan_id: int) -> HttpResponse:
    return lead(request, drill_plan_id, lambda who: whole(actions.ready_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id), who))


@router.post("/{int:drill_plan_id}/approve", response={200: DrillPlanWhole, **REFUSALS}, operation_id="approve_drill_plan")
def post_approve(request: HttpRequest, drill_plan_id: int) -> HttpResponse:
    """Of whom it may reach, by two different persons."""
    plan = managing(request, drill_plan_id)
    return command(
        request, APPROVE, plan.area,
        lambda who: whole(actions.approve_plan(actor=who.actor, name=who.name, user_id=who.user_id, plan_id=drill_plan_id), who),
    )  # fmt: skip


@router.post("/{int:drill_plan_id}/cancel", response={200: DrillPlanWhole, **REFUSALS}, operation_id="cancel_drill_plan")
def post_cancel(request: HttpRequest, drill_plan_id: int, body: DrillReason) -> HttpResponse:
    return lead(
        request, drill_plan_id,
        lambda who: whole(actions.cancel_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id, reason=body.reason), who),
    )  # fmt: skip


def known(who: Caller, plan_id: int) -> DrillPlan:
    """One whose script this caller may read."""
    plan = readable(who, plan_id)
    if not knows(who, plan):
        raise Problem("forbidden", "脚本只有导演、评估人员可看。", where=[MANAGE, plan.area])
    return plan


def download(content: bytes, name: str, mime: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    )

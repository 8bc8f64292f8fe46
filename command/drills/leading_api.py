"""Drills over HTTP: run control for the director, the score sheet for evaluators, findings, the report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.drills import findings, marking, running
from command.drills.api import DrillReason, download, known, lead, managing
from command.drills.listing import running_of
from command.drills.models import DrillFinding, DrillInject, DrillPlan
from command.drills.paper import sheet
from command.drills.rows import DrillPlanWhole, DrillRunningRow, DrillScore, DrillVerdict
from command.drills.showing import MANAGE, found, is_staff, whole
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of, receive

router = Router(tags=["drill plans"])
Whole = {200: DrillPlanWhole, **REFUSALS}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DrillMove(Body):
    """Minutes, earlier when negative; `rest`: with everything after it."""

    minutes: float = Field(ge=-1440, le=1440, allow_inf_nan=False, strict=False)
    rest: bool = False
    reason: str = Field(min_length=1, max_length=200)


class DrillEnding(Body):
    attended: int | None = Field(None, ge=0, le=1_000_000)
    summary: str = Field("", max_length=1000)


class DrillBreak(Body):
    text: str = Field("", max_length=300)


class DrillMarkWish(Body):
    verdict: DrillVerdict
    note: str = Field("", max_length=500)
    seconds: float | None = Field(None, ge=0, le=1e7, allow_inf_nan=False, strict=False)


class AboutDrillPhoto(Body):
    verdict: DrillVerdict = "open"
    note: str = Field("", max_length=500)


class NewDrillFinding(Body):
    text: str = Field(min_length=1, max_length=200)
    unit: str = Field("", max_length=60)
    inject: int | None = None
    owner: int | None = None
    owner_name: str = Field("", max_length=60)
    days: int | None = Field(None, ge=1, le=365)


class DrillFindingTask(Body):
    owner: int | None = None
    owner_name: str = Field("", max_length=60)
    days: int | None = Field(None, ge=1, le=365)


def _plan_of(inject_id: int) -> int:
    number = DrillInject.objects.filter(pk=inject_id).values_list("plan_id", flat=True).first()
    if number is None:
        raise Problem("not_found", "没有这个情景。")
    return number


def _evaluate(request: HttpRequest, plan_id: int) -> tuple[DrillPlan, Caller]:
    """An evaluator of it whatever their post, or who manages plans here and may know."""
    plan, who = managing(request, plan_id), caller(request)
    if who.locked:
        raise Problem("locked")
    if not is_staff(who, plan) and not who.may(MANAGE, plan.area):
        raise Problem("forbidden", where=[MANAGE, plan.area])
    return plan, who


@router.post("/{int:drill_plan_id}/start", response=Whole, operation_id="start_drill_plan")
def post_start(request: HttpRequest, drill_plan_id: int) -> HttpResponse:
    return lead(request, drill_plan_id, lambda who: whole(running.start_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id), who))


@router.post("/{int:drill_plan_id}/pause", response=Whole, operation_id="pause_drill_plan")
def post_pause(request: HttpRequest, drill_plan_id: int, body: DrillReason) -> HttpResponse:
    return lead(
        request, drill_plan_id,
        lambda who: whole(running.pause_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id, reason=body.reason), who),
    )  # fmt: skip


@router.post("/{int:drill_plan_id}/resume", response=Whole, operation_id="resume_drill_plan")
def post_resume(request: HttpRequest, drill_plan_id: int) -> HttpResponse:
    return lead(request, drill_plan_id, lambda who: whole(running.resume_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id), who))


@router.post("/{int:drill_plan_id}/end", response=Whole, operation_id="end_drill_plan")
def post_end(request: HttpRequest, drill_plan_id: int, body: DrillEnding) -> HttpResponse:
    return lead(
        request, drill_plan_id,
        lambda who: whole(
            running.end_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id, attended=body.attended, summary=body.summary), who
        ),
    )  # fmt: skip


@router.get("/{int:drill_plan_id}/running", response={200: list[DrillRunningRow], **REFUSALS}, operation_id="list_drill_running")
def get_running(request: HttpRequest, drill_plan_id: int) -> list[DrillRunningRow]:
    """What would be broken off now."""
    plan = managing(request, drill_plan_id)
    return running_of(plan.exercise_id) if plan.exercise_id is not None else []


@router.post("/{int:drill_plan_id}/abort", response=Whole, operation_id="abort_drill_plan")
def post_abort(request: HttpRequest, drill_plan_id: int, body: DrillBreak) -> HttpResponse:
    """演练中止,转入实战. Of whoever sees the drill and may call people out: a real event waits for no director."""
    plan, who = managing(request, drill_plan_id), caller(request)

    def run(who: Caller) -> DrillPlanWhole:
        return whole(running.abort_plan(actor=who.actor, name=who.name, plan_id=drill_plan_id, text=body.text), who)

    if is_staff(who, plan) and not who.locked:
        return execute(request, who, run)
    return command(request, "callout.start", plan.area, run)


@router.post("/injects/{int:drill_inject_id}/fire", response=Whole, operation_id="fire_drill_inject")
def post_fire(request: HttpRequest, drill_inject_id: int, body: DrillReason) -> HttpResponse:
    """Now, by hand."""
    return lead(
        request, _plan_of(drill_inject_id),
        lambda who: whole(running.bring_forward(actor=who.actor, name=who.name, inject_id=drill_inject_id, reason=body.reason), who),
    )  # fmt: skip


@router.post("/injects/{int:drill_inject_id}/skip", response=Whole, operation_id="skip_drill_inject")
def post_skip(request: HttpRequest, drill_inject_id: int, body: DrillReason) -> HttpResponse:
    return lead(
        request, _plan_of(drill_inject_id),
        lambda who: whole(running.skip_inject(actor=who.actor, name=who.name, inject_id=drill_inject_id, reason=body.reason), who),
    )  # fmt: skip


@router.post("/injects/{int:drill_inject_id}/move", response=Whole, operation_id="move_drill_inject")
def post_move(request: HttpRequest, drill_inject_id: int, body: DrillMove) -> HttpResponse:
    return lead(
        request, _plan_of(drill_inject_id),
        lambda who: whole(
            running.move_injects(
                actor=who.actor, name=who.name, inject_id=drill_inject_id, minutes=body.minutes, rest=body.rest, reason=body.reason
            ),
            who,
        ),
    )  # fmt: skip


@router.get("/{int:drill_plan_id}/score", response={200: DrillScore, **REFUSALS}, operation_id="get_drill_score")
def get_score(request: HttpRequest, drill_plan_id: int) -> DrillScore:
    return marking.score(known(caller(request), drill_plan_id))


@router.post("/injects/{int:drill_inject_id}/mark", response=Whole, operation_id="mark_drill_inject")
def post_mark(request: HttpRequest, drill_inject_id: int, body: DrillMarkWish) -> HttpResponse:
    _, who = _evaluate(request, _plan_of(drill_inject_id))
    return execute(
        request, who,
        lambda who: whole(
            marking.mark_inject(
                actor=who.actor, name=who.name, inject_id=drill_inject_id, verdict=body.verdict, note=body.note, seconds=body.seconds
            ),
            who,
        ),
    )  # fmt: skip


@router.post("/injects/{int:drill_inject_id}/photo", response={201: DrillPlanWhole, **REFUSALS}, operation_id="show_drill_photo")
def post_photo(request: HttpRequest, drill_inject_id: int, about: Form[AboutDrillPhoto], file: File[UploadedFile]) -> HttpResponse:
    plan, who = _evaluate(request, _plan_of(drill_inject_id))

    def run(kept: Kept) -> DrillPlanWhole:
        row = file_of(kept, area="", by=who.actor, exercise=plan.exercise_id)  # of no area: `showing.may_read_photo`
        return whole(
            marking.mark_inject(
                actor=who.actor, name=who.name, inject_id=drill_inject_id, verdict=about.verdict, note=about.note, file=row
            ),
            who,
        )

    return receive(request, who, file, about.model_dump(), run)


@router.post("/{int:drill_plan_id}/findings", response={201: DrillPlanWhole, **REFUSALS}, operation_id="write_drill_finding")
def post_finding(request: HttpRequest, drill_plan_id: int, body: NewDrillFinding) -> HttpResponse:
    _, who = _evaluate(request, drill_plan_id)

    def run(who: Caller) -> DrillPlanWhole:
        findings.write_finding(
            actor=who.actor, name=who.name, plan_id=drill_plan_id, text=body.text, unit=body.unit, inject_id=body.inject, owner_id=body.owner,
            owner_name=body.owner_name, days=body.days,
        )  # fmt: skip
        return whole(found(drill_plan_id), who)

    return execute(request, who, run, status=201)


@router.post("/findings/{int:drill_finding_id}/task", response=Whole, operation_id="issue_drill_finding")
def post_finding_task(request: HttpRequest, drill_finding_id: int, body: DrillFindingTask) -> HttpResponse:
    """Of the world, not of the exercise."""
    number = DrillFinding.objects.filter(pk=drill_finding_id).values_list("plan_id", flat=True).first()
    if number is None:
        raise Problem("not_found", "没有这个问题。")

    def run(who: Caller) -> DrillPlanWhole:
        plan = findings.issue_finding(
            actor=who.actor, name=who.name, finding_id=drill_finding_id, owner_id=body.owner, owner_name=body.owner_name, days=body.days
        )
        return whole(plan, who)

    return lead(request, number, run)


@router.get("/{int:drill_plan_id}/report.{kind}", response={200: Any, **REFUSALS}, operation_id="get_drill_report")
def get_report(request: HttpRequest, drill_plan_id: int, kind: str) -> HttpResponse:
    who = caller(request)
    plan = known(who, drill_plan_id)
    if kind == "pdf":
        return download(pdf(sheet(plan, who.name)), f"{plan.number}-评估报告.pdf", "application/pdf")
    if kind == "docx":
        return download(docx(sheet(plan, who.name)), f"{plan.number}-评估报告.docx", DOCX)
    raise Problem("not_found", "只有 .pdf 和 .docx。")

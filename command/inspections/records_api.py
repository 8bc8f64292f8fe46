"""Penalties, the four figures and the ledgers as files over HTTP."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.inspections.ledger import LEDGERS, take_ledger
from command.inspections.measures import measures_of
from command.inspections.penalties import correct_penalty, penalise
from command.inspections.records import Penalty, Visit
from command.inspections.rows import InspectionMeasures, PenaltyRow
from command.inspections.showing import penalty_row
from realtime import clock
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["inspections"])
PENALISE = "hazard.penalise"
MOST = 500
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
Day = Annotated[date, Field(strict=False)]
Since = Annotated[datetime | None, Field(strict=False)]


class PenaltyFacts(Body):
    amount_yuan: int = Field(ge=0, le=10**12, description="0: a warning")
    ground: str = Field(min_length=1, max_length=200)
    decision: str = Field(min_length=1, max_length=60)
    decided_on: Day


class NewPenalty(PenaltyFacts):
    """Of a visit, of a hazard, or by itself with its area and sector."""

    subject: str = Field(min_length=1, max_length=120)
    visit: int | None = None
    hazard: int | None = None
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$")
    sector: str = Field("", max_length=20)


class PenaltyCorrection(PenaltyFacts):
    why: str = Field(min_length=1, max_length=200)


@router.get("/penalties", response={200: list[PenaltyRow], **REFUSALS}, operation_id="list_penalties")
def get_penalties(request: HttpRequest, area: str) -> list[PenaltyRow]:
    see(request, area)
    return [penalty_row(one) for one in Penalty.objects.current().within(area)[:MOST]]


@router.post("/penalties", response={201: PenaltyRow, **REFUSALS}, operation_id="enter_penalty")
def post_penalty(request: HttpRequest, body: NewPenalty) -> HttpResponse:
    from command.hazards.models import Hazard

    visit = Visit.objects.select_related("target").filter(pk=body.visit).first() if body.visit else None
    hazard = Hazard.objects.filter(pk=body.hazard).first() if body.hazard else None
    if (body.visit and visit is None) or (body.hazard and hazard is None):
        raise Problem("not_found", "没有这条检查记录或隐患。")
    area = visit.target.area if visit else hazard.area if hazard else body.area
    if len(area) < 4:
        raise Problem("invalid", "请选择区划。", where=["area"])

    def run(who: Caller) -> PenaltyRow:
        made = penalise(
            actor=who.actor, name=who.name, subject=body.subject, amount_yuan=body.amount_yuan, ground=body.ground, decision=body.decision,
            decided_on=body.decided_on, area=area, sector=body.sector, visit_id=body.visit, hazard_id=body.hazard,
        )  # fmt: skip
        return penalty_row(made)

    return command(request, PENALISE, area, run, status=201)


@router.post("/penalties/{int:penalty_id}/correct", response={200: PenaltyRow, **REFUSALS}, operation_id="correct_penalty")
def post_correction(request: HttpRequest, penalty_id: int, body: PenaltyCorrection) -> HttpResponse:
    old = Penalty.objects.filter(pk=penalty_id).first()
    if old is None:
        raise Problem("not_found", "没有这条处罚记录。")
    return command(
        request, PENALISE, old.area,
        lambda who: penalty_row(correct_penalty(actor=who.actor, name=who.name, penalty_id=penalty_id, **body.model_dump())),
    )  # fmt: skip


@router.get("/measures", response={200: InspectionMeasures, **REFUSALS}, operation_id="get_inspection_measures")
def get_measures(request: HttpRequest, area: str, days: int = 365) -> InspectionMeasures:
    """家次、隐患项、处罚次数、处罚金额 of the last days, today included."""
    see(request, area)
    if not 1 <= days <= 3660:
        raise Problem("invalid", "统计天数为 1 至 3660。", where=["days"])
    now = clock.now()
    return measures_of(area, now - timedelta(days=days), now + timedelta(days=1))


@router.get("/ledgers/{ledger}.{form}", response={200: None, **REFUSALS}, operation_id="take_ledger")
def get_ledger(request: HttpRequest, ledger: str, form: str, area: str) -> HttpResponse:
    """台账: hazards, inspections, penalties, risks; xlsx or csv. Who took it is on record and stands in the file."""
    see(request, area)
    if ledger not in LEDGERS or form not in MIMES:
        raise Problem("not_found", "没有这种台账。")
    taken = take_ledger(who=caller(request), kind=ledger, form=form, area=area)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(taken.name)}", "Cache-Control": "no-store"}
    return HttpResponse(taken.file, content_type=MIMES[form], headers=headers)

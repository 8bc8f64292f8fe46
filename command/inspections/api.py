"""Rounds of inspection over HTTP: made at the desk, worked on a phone that may have no network."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.hazards.rows import HazardWhole
from command.hazards.showing import found as hazard_of
from command.hazards.showing import whole as hazard_whole
from command.inspections import rounds, visiting
from command.inspections.models import Checklist, Inspection, Target
from command.inspections.photos import add_photo
from command.inspections.records import Answer
from command.inspections.rows import AnswerValue, Candidate, ChecklistRow, InspectionRow, InspectionWhole, MyRound, TargetKind
from command.inspections.showing import candidates, checklist_row, found, my_rounds, whole
from dispatch.field.mine import my_unit
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, permit, see
from realtime.codes import Problem
from realtime.files.receiving import receive
from realtime.rules.models import rule

router = Router(tags=["inspections"])
MANAGE, INSPECT, FIND = "hazard.manage", "hazard.inspect", "hazard.find"
MOST_TARGETS, MOST = 1000, 200
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime, Field(strict=False)]
Key = Annotated[str, Field(min_length=8, max_length=48, pattern=r"^[0-9A-Za-z_:-]+$")]
Amount = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False, strict=False)]


class TargetIn(Body):
    """One of ours by kind and id, or a free place by name and point."""

    kind: TargetKind
    id: int = 0
    name: str = Field("", max_length=120)
    lon: Lon = 0.0
    lat: Lat = 0.0


class NewInspection(Body):
    """`people` are contacts, `teams` are units; targets go to them in turn."""

    title: str = Field(min_length=1, max_length=80)
    campaign: str = Field("", max_length=40)
    sector: str = Field(min_length=1, max_length=20)
    area: Code
    checklist: int
    due_at: When
    targets: list[TargetIn] = Field(min_length=1, max_length=MOST_TARGETS)
    people: list[int] = Field(default_factory=list, max_length=100)
    teams: list[int] = Field(default_factory=list, max_length=100)
    exercise: int | None = None


class InspectionWhy(Body):
    why: str = Field(min_length=1, max_length=200)


class AnswerIn(Body):
    item: int
    value: AnswerValue
    number: Amount | None = None
    note: str = Field("", max_length=300)
    hazard: bool = Field(False, description="what is wrong goes into the ledger of hazards at once")


class NewVisit(Body):
    """`client_key`: the phone's own, so that sent twice it is one; pictures of the visit carry the same key."""

    client_key: Key
    at: When | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    note: str = Field("", max_length=500)
    answers: list[AnswerIn] = Field(min_length=1, max_length=200)


class AnswerCorrection(Body):
    value: AnswerValue
    number: Amount | None = None
    note: str = Field("", max_length=300)
    why: str = Field(min_length=1, max_length=200)


class VisitPicture(Body):
    client_key: Key
    item: int = Field(0, strict=False, ge=0, description="0: of the whole place")


@router.get("/checklists", response={200: list[ChecklistRow], **REFUSALS}, operation_id="list_checklists")
def get_checklists(request: HttpRequest) -> list[ChecklistRow]:
    caller(request)
    return [checklist_row(one) for one in Checklist.objects.filter(active=True).prefetch_related("items")]


@router.get("/campaigns", response={200: list[str], **REFUSALS}, operation_id="list_campaigns")
def get_campaigns(request: HttpRequest) -> list[str]:
    caller(request)
    return [str(name) for name in rule("inspections.campaigns")]


@router.get("/candidates", response={200: list[Candidate], **REFUSALS}, operation_id="list_inspection_candidates")
def get_candidates(request: HttpRequest, area: str, kind: str = "dossier") -> list[Candidate]:
    """Enterprises, risk units, or the objects of a layer of the map, e.g. geohazard."""
    see(request, area)
    return candidates(kind, area)


@router.get("/mine", response={200: list[MyRound], **REFUSALS}, operation_id="list_my_rounds")
def get_mine(request: HttpRequest) -> list[MyRound]:
    """What this person, or their team, was sent to look at, with the whole checklist: enough to work without a network."""
    return my_rounds(caller(request))


@router.get("", response={200: list[InspectionRow], **REFUSALS}, operation_id="list_inspections")
def get_inspections(request: HttpRequest, campaign: str = "") -> list[InspectionRow]:
    """Ended ones too, the newest first."""
    scopes = caller(request).scopes
    rows = Inspection.objects.filter(campaign=campaign) if campaign else Inspection.objects.all()
    return [one.row() for one in rows[: MOST * 2] if any(one.area.startswith(scope) for scope in scopes)][:MOST]


@router.post("", response={201: InspectionWhole, **REFUSALS}, operation_id="start_inspection")
def post_inspection(request: HttpRequest, body: NewInspection) -> HttpResponse:
    def run(who: Caller) -> InspectionWhole:
        made = rounds.start_inspection(
            actor=who.actor, name=who.name, title=body.title, campaign=body.campaign, sector=body.sector, area=body.area, checklist_id=body.checklist,
            due_at=body.due_at, targets=[rounds.Aim(one.kind, one.id, one.name, one.lon, one.lat) for one in body.targets], people=body.people,
            teams=body.teams, exercise=body.exercise,
        )  # fmt: skip
        return whole(found(made.pk))

    return command(request, MANAGE, body.area, run, status=201)


@router.get("/{int:inspection_id}", response={200: InspectionWhole, **REFUSALS}, operation_id="get_inspection")
def get_inspection(request: HttpRequest, inspection_id: int) -> InspectionWhole:
    one = found(inspection_id)
    see(request, one.area)
    return whole(one)


@router.post("/{int:inspection_id}/stop", response={200: InspectionWhole, **REFUSALS}, operation_id="stop_inspection")
def post_stop(request: HttpRequest, inspection_id: int, body: InspectionWhy) -> HttpResponse:
    return command(
        request, MANAGE, found(inspection_id).area,
        lambda who: whole(found(rounds.stop_inspection(actor=who.actor, inspection_id=inspection_id, why=body.why).pk)),
    )  # fmt: skip


@router.post("/targets/{int:target_id}/visits", response={201: InspectionRow, **REFUSALS}, operation_id="visit_target")
def post_visit(request: HttpRequest, target_id: int, body: NewVisit) -> HttpResponse:
    """Answers the round, as it stands then."""
    if (body.lon is None) != (body.lat is None):
        raise Problem("invalid", "经度和纬度要一起给出。", where=["lon", "lat"])
    said = [visiting.Said(one.item, one.value, one.number, one.note, one.hazard) for one in body.answers]

    def run(who: Caller) -> InspectionRow:
        made = visiting.visit(
            actor=who.actor, name=who.name, target_id=target_id, client_key=body.client_key, answers=said, at=body.at, lon=body.lon, lat=body.lat,
            note=body.note,
        )  # fmt: skip
        return found(made.target.inspection_id).row()

    who = _sent(request, _target(target_id))
    if who.locked:
        raise Problem("locked")
    return execute(request, who, run, status=201)


@router.post("/targets/{int:target_id}/pictures", response={201: InspectionRow, **REFUSALS}, operation_id="add_visit_picture")
def post_picture(request: HttpRequest, target_id: int, about: Form[VisitPicture], file: File[UploadedFile]) -> HttpResponse:
    who = _sent(request, _target(target_id))
    if who.locked:
        raise Problem("locked")

    def run(kept: Any) -> InspectionRow:
        made = add_photo(
            actor=who.actor, name=who.name, target_id=target_id, client_key=about.client_key, item_id=about.item or None, kept=kept
        )
        return found(made.target.inspection_id).row()

    return receive(request, who, file, about.model_dump(), run)


@router.post("/answers/{int:answer_id}/hazard", response={201: HazardWhole, **REFUSALS}, operation_id="find_hazard_from_answer")
def post_hazard(request: HttpRequest, answer_id: int) -> HttpResponse:
    """One press: what the list says is wrong becomes a hazard of the ledger, with its pictures."""

    def run(who: Caller) -> HazardWhole:
        return hazard_whole(hazard_of(visiting.find_from_answer(actor=who.actor, name=who.name, answer_id=answer_id).pk))

    return command(request, FIND, _answer(answer_id).visit.target.area, run, status=201)


@router.post("/answers/{int:answer_id}/correct", response={200: InspectionWhole, **REFUSALS}, operation_id="correct_answer")
def post_correction(request: HttpRequest, answer_id: int, body: AnswerCorrection) -> HttpResponse:
    def run(who: Caller) -> InspectionWhole:
        made = visiting.correct_answer(actor=who.actor, name=who.name, answer_id=answer_id, **body.model_dump())
        return whole(found(made.visit.target.inspection_id))

    return command(request, INSPECT, _answer(answer_id).visit.target.area, run)


def _sent(request: HttpRequest, target: Target) -> Caller:
    """Whoever may inspect there, or was sent there and may inspect at home: a team lent to a neighbour keeps its phone's right."""
    who = caller(request)
    unit = my_unit(who)
    if who.has(INSPECT) and Target.objects.of_person(who.user_id, unit.pk if unit else None).filter(pk=target.pk).exists():
        return who
    return permit(request, INSPECT, target.area)


def _target(target_id: int) -> Target:
    one = Target.objects.filter(pk=target_id).first()
    if one is None:
        raise Problem("not_found", "没有这个检查对象。")
    return one


def _answer(answer_id: int) -> Answer:
    one = Answer.objects.select_related("visit__target").filter(pk=answer_id).first()
    if one is None:
        raise Problem("not_found", "没有这条检查记录。")
    return one

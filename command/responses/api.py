"""The register of responses over HTTP."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from command.responses.actions import (
    approve_change,
    file_paper,
    propose_change,
    propose_response,
    receive_change,
    refuse_change,
    sum_up,
    withdraw_change,
)  # fmt: skip
from command.responses.approving import APPROVE, PROPOSE, Word
from command.responses.models import Change, Response
from command.responses.rows import ApprovalForm, ResponseFacts, ResponseRow, ResponseWhole
from command.responses.showing import response_facts, response_whole
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem

router = Router(tags=["responses"])
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Level = Annotated[int, Field(ge=0, le=4)]
Instant = Annotated[AwareDatetime | None, Field(strict=False)]
Whole = {200: ResponseWhole, **REFUSALS}


class NewResponse(Body):
    family: str = Field(max_length=20)
    level: Level
    area: AreaCode
    areas: list[AreaCode] = Field(default_factory=list, max_length=200)
    why: str = Field(min_length=1, max_length=300)
    incident: int | None = None
    exercise: int | None = None


class NewResponseChange(Body):
    """`level` null = end it."""

    level: Level | None
    why: str = Field(min_length=1, max_length=300)


class ApprovalWord(Body):
    """Written without a number = my own press; with a number = a paper that was signed; verbal = somebody's spoken word."""

    form: ApprovalForm = "written"
    approver: str = Field("", max_length=60)
    title: str = Field("", max_length=60)
    said_on: str = Field("", max_length=40)
    said_at: Instant = None
    read_back: bool = False
    consent: str = Field("", max_length=120)
    paper_number: str = Field("", max_length=60)
    effective_at: Instant = None

    def word(self) -> Word:
        return Word(**self.model_dump())


class ResponseReason(Body):
    why: str = Field(min_length=1, max_length=200)


class ResponsePaper(Body):
    paper_number: str = Field(min_length=1, max_length=60)


class ResponseReceipt(Body):
    area: AreaCode


class ResponseSummary(Body):
    text: str = Field(min_length=1, max_length=4000)


def found(response_id: int) -> Response:
    response = Response.objects.select_related("family").filter(pk=response_id).first()
    if response is None:
        raise Problem("not_found", "没有这项响应。")
    return response


def found_change(change_id: int) -> Change:
    change = Change.objects.select_related("response").filter(pk=change_id).first()
    if change is None:
        raise Problem("not_found", "没有这项变更。")
    return change


def _whole(response: Response) -> ResponseWhole:
    return response_whole(found(response.pk))


@router.get("/facts", response={200: ResponseFacts, **REFUSALS}, operation_id="get_response_facts")
def get_facts(request: HttpRequest, area: AreaCode) -> ResponseFacts:
    see(request, area)
    return response_facts(area)


@router.get("", response={200: list[ResponseRow], **REFUSALS}, operation_id="list_responses")
def get_responses(request: HttpRequest, area: AreaCode) -> list[ResponseRow]:
    """The register, the newest first, ended ones too."""
    see(request, area)
    return [row.row() for row in Response.objects.seen_in(area).prefetch_related("changes")[:200]]


@router.get("/{int:response_id}", response=Whole, operation_id="get_response")
def get_response(request: HttpRequest, response_id: int) -> ResponseWhole:
    response = found(response_id)
    who = caller(request)
    if not any(who.may("read", area) for area in [response.area, *response.areas, *_below(who, response)]):
        raise Problem("not_found")
    return response_whole(response)


def _below(who: Caller, response: Response) -> list[str]:
    """A district reads what the city has said for it."""
    return [scope for scope in who.scopes if any(scope.startswith(area) for area in response.areas)]


@router.post("", response={201: ResponseWhole, **REFUSALS}, operation_id="propose_response")
def post_response(request: HttpRequest, body: NewResponse) -> HttpResponse:
    def run(who: Caller) -> ResponseWhole:
        return _whole(propose_response(
            actor=who.actor, name=who.name, family=body.family, level=body.level, area=body.area, areas=body.areas, why=body.why,
            incident_id=body.incident, exercise=body.exercise,
        ))  # fmt: skip

    return command(request, PROPOSE, body.area, run, status=201)


@router.post("/{int:response_id}/change", response={201: ResponseWhole, **REFUSALS}, operation_id="propose_response_change")
def post_change(request: HttpRequest, response_id: int, body: NewResponseChange) -> HttpResponse:
    def run(who: Caller) -> ResponseWhole:
        return _whole(propose_change(actor=who.actor, name=who.name, response_id=response_id, level=body.level, why=body.why))

    return command(request, PROPOSE, found(response_id).area, run, status=201)


@router.post("/changes/{int:change_id}/approve", response=Whole, operation_id="approve_response_change")
def post_approve(request: HttpRequest, change_id: int, body: ApprovalWord) -> HttpResponse:
    """A spoken or written word may be entered by who may propose; a press of one's own needs a post that the level's row names."""
    verb = APPROVE if body.word().in_person else PROPOSE
    area = found_change(change_id).response.area
    return command(request, verb, area, lambda who: _whole(approve_change(who=who, change_id=change_id, word=body.word())))


@router.post("/changes/{int:change_id}/refuse", response=Whole, operation_id="refuse_response_change")
def post_refuse(request: HttpRequest, change_id: int, body: ResponseReason) -> HttpResponse:
    area = found_change(change_id).response.area
    return command(
        request, APPROVE, area, lambda who: _whole(refuse_change(actor=who.actor, name=who.name, change_id=change_id, why=body.why))
    )


@router.post("/changes/{int:change_id}/withdraw", response=Whole, operation_id="withdraw_response_change")
def post_withdraw(request: HttpRequest, change_id: int, body: ResponseReason) -> HttpResponse:
    area = found_change(change_id).response.area
    return command(
        request, PROPOSE, area, lambda who: _whole(withdraw_change(actor=who.actor, name=who.name, change_id=change_id, why=body.why))
    )


@router.post("/changes/{int:change_id}/paper", response=Whole, operation_id="file_response_paper")
def post_paper(request: HttpRequest, change_id: int, body: ResponsePaper) -> HttpResponse:
    area = found_change(change_id).response.area
    return command(
        request, PROPOSE, area, lambda who: _whole(file_paper(actor=who.actor, change_id=change_id, paper_number=body.paper_number))
    )


@router.post("/changes/{int:change_id}/receive", response=Whole, operation_id="receive_response_change")
def post_receive(request: HttpRequest, change_id: int, body: ResponseReceipt) -> HttpResponse:
    """By a district of which the announcement speaks, for itself."""
    response = found_change(change_id).response
    if not any(body.area.startswith(area) or area.startswith(body.area) for area in response.areas):
        raise Problem("invalid", "公告不涉及该区划。", where=["area"])
    return command(
        request, PROPOSE, body.area, lambda who: _whole(receive_change(actor=who.actor, name=who.name, change_id=change_id, area=body.area))
    )


@router.post("/{int:response_id}/summary", response=Whole, operation_id="sum_up_response")
def post_summary(request: HttpRequest, response_id: int, body: ResponseSummary) -> HttpResponse:
    area = found(response_id).area
    return command(request, PROPOSE, area, lambda who: _whole(sum_up(actor=who.actor, response_id=response_id, text=body.text)))

"""Experts over HTTP: the directory, the call from an incident, and the expert's own page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.experts import actions
from command.experts.calling import call_experts
from command.experts.models import Expert, ExpertCall
from command.experts.rows import Availability, ExpertCallRow, ExpertCase, ExpertRow, ExpertWay, OpinionText, ProposedExpert, SpecialtyRow
from command.experts.showing import case, cases_of, directory, expert_row, expert_rows, opinions_of
from command.reports.paper.picture import picture_of
from dispatch.authority.pin import confirm_pin
from dispatch.contacts.showing import area_names
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.codes import Problem
from realtime.rules.models import rule

router = Router(tags=["experts"])
MANAGE, PRESS, NOTE = "contact.manage", "onekey.press", "incident.note"
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime | None, Field(strict=False)]
Specialties = Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(min_length=1, max_length=10)]


class NewExpert(Body):
    name: str = Field(min_length=1, max_length=40)
    area: Code
    org: str = Field("", max_length=60)
    title: str = Field("", max_length=40)
    specialties: Specialties
    level: str = Field("", max_length=20)
    phone: str = Field("", max_length=20, pattern=r"^[0-9+\- ]*$")
    note: str = Field("", max_length=200)


class ExpertWords(Body):
    """What is null stays."""

    org: str | None = Field(None, max_length=60)
    title: str | None = Field(None, max_length=40)
    specialties: Specialties | None = None
    level: str | None = Field(None, max_length=20)
    availability: Availability | None = None
    away_until: When = None
    note: str | None = Field(None, max_length=200)
    active: bool | None = None


class ExpertsCalled(Body):
    """`experts` null: those the rules propose. `asked`: what they are asked; words of the house when empty."""

    incident: int
    experts: list[int] | None = Field(None, max_length=50)
    asked: str = Field("", max_length=480)
    approval: int | None = None


class OpinionTaken(Body):
    """Said by telephone, taken down and read back."""

    text: str = Field(min_length=1, max_length=4000)
    read_back: bool = False


class OpinionSigned(Body):
    text: str = Field(min_length=1, max_length=4000)
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


class ExpertAnswer(Body):
    """`way`: how they take part; `eta_min`: of one who comes, minutes from now."""

    comes: bool = True
    words: str = Field("", max_length=200)
    way: ExpertWay = ""
    eta_min: int | None = Field(None, ge=0, le=1440)


def found(expert_id: int) -> Expert:
    one = directory().filter(pk=expert_id).first()
    if one is None:
        raise Problem("not_found", "没有这位专家。")
    return one


def shown(expert_id: int) -> ExpertRow:
    one = found(expert_id)
    return expert_row(one, actions.specialties(one.person.area), area_names([one.person]))


def call_of(call_id: int) -> ExpertCall:
    one = ExpertCall.objects.select_related("expert__person", "incident").filter(pk=call_id).first()
    if one is None:
        raise Problem("not_found", "没有这次邀请。")
    return one


def own(request: HttpRequest, call_id: int) -> tuple[Caller, ExpertCall]:
    """Somebody else's call does not exist."""
    who, one = caller(request), call_of(call_id)
    if who.user_id is None or one.expert.person.user_id != who.user_id or one.archived:
        raise Problem("not_found", "没有这次邀请。")
    return who, one


@router.get("", response={200: list[ExpertRow], **REFUSALS}, operation_id="list_experts")
def get_experts(request: HttpRequest, specialty: str = "", q: str = "") -> list[ExpertRow]:
    """Of the caller's place, of what lies in it, and of the levels above that may be asked."""
    who = caller(request)
    if not who.scopes:
        return []
    rows = expert_rows([one for one in directory() if _near(one.person.area, who.scopes)], who.scopes[0])
    wanted = q.strip().lower()
    return [
        one
        for one in rows
        if (not specialty or specialty in one["specialties"])
        and (not wanted or any(wanted in text.lower() for text in (one["name"], one["org"], one["title"], *one["specialty_names"])))
    ]


def _near(area: str, scopes: list[str]) -> bool:
    return any(area.startswith(scope) or scope.startswith(area) for scope in scopes)


@router.get("/specialties", response={200: list[SpecialtyRow], **REFUSALS}, operation_id="list_specialties")
def get_specialties(request: HttpRequest) -> list[SpecialtyRow]:
    held = list(directory())
    table: dict[str, list[str]] = rule("experts.hazards")
    return [
        {
            "code": code, "name": name, "hazards": [prefix for prefix, wanted in table.items() if code in wanted],
            "experts": sum(code in one.specialties for one in held),
        }
        for code, name in actions.specialties("").items()
    ]  # fmt: skip


@router.post("", response={201: ExpertRow, **REFUSALS}, operation_id="enter_expert")
def post_expert(request: HttpRequest, body: NewExpert) -> HttpResponse:
    given = body.model_dump(exclude={"phone"})
    addresses = [{"channel": "phone", "value": body.phone.strip(), "rank": 0}] if body.phone.strip() else []
    return command(
        request, MANAGE, body.area, lambda who: shown(actions.enter_expert(actor=who.actor, addresses=addresses, **given).pk), status=201
    )


@router.get("/for/{int:incident_id}", response={200: list[ProposedExpert], **REFUSALS}, operation_id="propose_experts")
def get_proposed(request: HttpRequest, incident_id: int) -> list[ProposedExpert]:
    incident = incident_of(incident_id)
    see(request, incident.area)
    names = actions.specialties(incident.area)
    called = set(ExpertCall.objects.filter(incident=incident, ended_at=None).values_list("expert_id", flat=True))
    shown_rows = {one["id"]: one for one in expert_rows(list(directory()), incident.area)}
    return [
        {**shown_rows[one.pk], "why": names.get(why, why), "chosen": chosen and one.pk not in called, "called": one.pk in called}
        for one, why, chosen in actions.proposed(incident)
    ]


@router.post("/call", response={201: list[ExpertCallRow], **REFUSALS}, operation_id="call_experts")
def post_call(request: HttpRequest, body: ExpertsCalled) -> HttpResponse:
    def run(who: Caller) -> list[ExpertCallRow]:
        made = call_experts(who=who, incident_id=body.incident, experts=body.experts, asked=body.asked, approval=body.approval)
        return [one.row() for one in made]

    return command(request, PRESS, incident_of(body.incident).area, run, status=201)


@router.get("/calls", response={200: list[ExpertCallRow], **REFUSALS}, operation_id="list_expert_calls")
def get_calls(request: HttpRequest, incident: int) -> list[ExpertCallRow]:
    see(request, incident_of(incident).area)
    return [one.row() for one in ExpertCall.objects.filter(incident=incident).select_related("expert__person")]


@router.get("/opinions", response={200: list[OpinionText], **REFUSALS}, operation_id="list_expert_opinions")
def get_opinions(request: HttpRequest, incident: int) -> list[OpinionText]:
    see(request, incident_of(incident).area)
    return opinions_of(ExpertCall.objects.filter(incident=incident))


@router.post("/calls/{int:expert_call_id}/take", response={201: list[OpinionText], **REFUSALS}, operation_id="take_opinion")
def post_take(request: HttpRequest, expert_call_id: int, body: OpinionTaken) -> HttpResponse:
    one = call_of(expert_call_id)

    def run(who: Caller) -> list[OpinionText]:
        actions.sign_opinion(
            actor=who.actor,
            name=one.expert.person.name,
            call_id=expert_call_id,
            text=body.text,
            taken_by=who.name,
            read_back=body.read_back,
        )
        return opinions_of(ExpertCall.objects.filter(pk=expert_call_id))

    return command(request, NOTE, one.area, run, status=201)


@router.get("/mine", response={200: list[ExpertCase], **REFUSALS}, operation_id="list_expert_cases")
def get_mine(request: HttpRequest) -> list[ExpertCase]:
    who = caller(request)
    return cases_of(who.user_id) if who.user_id is not None else []


@router.get("/mine/{int:expert_call_id}/map.svg", response={200: None, **REFUSALS}, operation_id="get_expert_map")
def get_map(request: HttpRequest, expert_call_id: int) -> HttpResponse:
    _, one = own(request, expert_call_id)
    if one.ended_at is not None:
        raise Problem("not_found", "本次会商研判已结束。")
    return HttpResponse(picture_of(one.incident), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _mine(request: HttpRequest, call_id: int, run: Any, status: int = 200) -> HttpResponse:
    who, _ = own(request, call_id)
    if who.locked:
        raise Problem("locked")

    def act(who: Caller) -> ExpertCase:
        run(who)
        return case(call_of(call_id))

    return execute(request, who, act, status=status)


@router.post("/mine/{int:expert_call_id}/answer", response={200: ExpertCase, **REFUSALS}, operation_id="answer_expert_call")
def post_answer(request: HttpRequest, expert_call_id: int, body: ExpertAnswer) -> HttpResponse:
    given = body.model_dump()
    return _mine(request, expert_call_id, lambda who: actions.answer(actor=who.actor, call_id=expert_call_id, **given))


@router.post("/calls/{int:expert_call_id}/answer", response={200: ExpertCallRow, **REFUSALS}, operation_id="enter_expert_answer")
def post_said(request: HttpRequest, expert_call_id: int, body: ExpertAnswer) -> HttpResponse:
    """As an officer heard it on the telephone."""
    given = body.model_dump()
    return command(
        request, NOTE, call_of(expert_call_id).area, lambda who: actions.answer(actor=who.actor, call_id=expert_call_id, **given).row()
    )


@router.post("/mine/{int:expert_call_id}/opinions", response={201: ExpertCase, **REFUSALS}, operation_id="sign_opinion")
def post_opinion(request: HttpRequest, expert_call_id: int, body: OpinionSigned) -> HttpResponse:
    who, _ = own(request, expert_call_id)
    confirm_pin(who.user_id, body.pin)
    return _mine(
        request,
        expert_call_id,
        lambda who: actions.sign_opinion(actor=who.actor, name=who.name, call_id=expert_call_id, text=body.text),
        201,
    )


@router.post("/{int:expert_id}", response={200: ExpertRow, **REFUSALS}, operation_id="change_expert")
def post_change(request: HttpRequest, expert_id: int, body: ExpertWords) -> HttpResponse:
    one = found(expert_id)
    given = {key: value for key, value in body.model_dump().items() if value is not None}

    def run(who: Caller) -> dict[str, Any]:
        changed = actions.change_expert(actor=who.actor, expert_id=expert_id, **given)
        changed.person.refresh_from_db()
        return dict(expert_row(changed, actions.specialties(changed.person.area), area_names([changed.person])))

    return command(request, MANAGE, one.person.area, run)

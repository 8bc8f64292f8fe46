"""Mutual-aid agreements and requests for support over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.agreements import actions, lending
from command.agreements.loans import shown
from command.agreements.models import MutualAid, SupportRequest
from command.agreements.paper import support_sheet
from command.agreements.rows import MutualAidRow, SupportForce, SupportRequestRow, SupportRequestWhole
from command.reports.api import DOCX, PDF
from command.reports.paper.docx import docx
from command.reports.paper.pdf import pdf
from dispatch.authority.pin import confirm_pin
from dispatch.incidents.api import found as incident_of
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["agreements"])
MANAGE, ASK, SIGN = "unit.manage", "unit.assign", "report.sign"
Code = Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
When = Annotated[datetime | None, Field(strict=False)]
Day = Annotated[date, Field(strict=False)]
Word = Annotated[str, Field(min_length=1, max_length=120)]


class AidPartyGiven(Body):
    code: Code
    name: str = Field(min_length=1, max_length=60)


class AidResourceGiven(Body):
    party: str = Field(max_length=60)
    what: str = Field(min_length=1, max_length=120)
    amount: str = Field("", max_length=60)
    floor: str = Field("", max_length=120)


class MutualAidGiven(Body):
    """`area`: our side of it."""

    area: Code
    name: str = Field(min_length=1, max_length=80)
    number: str = Field("", max_length=60)
    parties: list[AidPartyGiven] = Field(min_length=2, max_length=20)
    hazards: list[Annotated[str, Field(min_length=1, max_length=8)]] = Field(default_factory=list, max_length=40)
    capabilities: list[Annotated[str, Field(min_length=1, max_length=20)]] = Field(default_factory=list, max_length=20)
    resources: list[AidResourceGiven] = Field(default_factory=list, max_length=40)
    contact: int | None = None
    contact_name: str = Field("", max_length=60)
    how: str = Field(min_length=1, max_length=300)
    respond_min: int | None = Field(None, ge=1, le=10_080)
    valid_from: Day
    valid_to: Day
    note: str = Field("", max_length=200)
    active: bool = True

    def values(self) -> dict[str, Any]:
        given = self.model_dump(exclude={"area", "contact"})
        return {**given, "contact_id": self.contact}


class NewSupportRequest(Body):
    incident: int | None = None
    area: Code | None = None
    force: SupportForce
    to: Word
    agreement: int | None = None
    what: str = Field(min_length=1, max_length=500)
    people: int = Field(0, ge=0, le=100_000)
    tasks: str = Field("", max_length=500)
    place: str = Field(min_length=1, max_length=200)
    arrive_by: When = None
    liaison: str = Field("", max_length=120)
    basis: str = Field("", max_length=300)
    exercise: int | None = None


class SupportSignature(Body):
    pin: str = Field(min_length=4, max_length=8, pattern=r"^\d+$")


class SupportSending(Body):
    way: Literal["system", "phone", "fax", "network", "paper"] = "fax"


class SupportAnswer(Body):
    granted: bool
    name: str = Field(min_length=1, max_length=60, description="who answered for them")
    text: str = Field("", max_length=300)


class SupportWithdrawal(Body):
    why: str = Field(min_length=1, max_length=300)


def aid(agreement_id: int) -> MutualAid:
    one = MutualAid.objects.filter(pk=agreement_id).annotate(uses=Count("requests")).first()
    if one is None:
        raise Problem("not_found", "没有这份协议。")
    return one


def asked(request_id: int) -> SupportRequest:
    one = SupportRequest.objects.select_related("incident", "agreement").filter(pk=request_id).first()
    if one is None:
        raise Problem("not_found", "没有这份请求。")
    return one


def whole(one: SupportRequest) -> SupportRequestWhole:
    return {
        **one.row(), "what": one.what, "tasks": one.tasks, "place": one.place, "liaison": one.liaison, "basis": one.basis,
        "agreement_name": one.agreement.name if one.agreement else "", "how": one.agreement.how if one.agreement else "", "by_name": one.by_name,
        "created_at": str(iso(one.created_at)), "signed_at": iso(one.signed_at), "sent_way": one.sent_way, "answered_name": one.answered_name,
        "answer": one.answer, "lent": shown(one.loan),
    }  # fmt: skip


@router.get("", response={200: list[MutualAidRow], **REFUSALS}, operation_id="list_mutual_aid")
def get_agreements(request: HttpRequest, area: str = "", over: bool = False) -> list[MutualAidRow]:
    """Those under which this place may ask; `over`: expired ones too."""
    rows = [one.row(one.requests.count()) for one in actions.wanting(area, caller(request).scopes)]
    return [one for one in rows if over or one["standing"] != "expired"]


@router.post("", response={201: MutualAidRow, **REFUSALS}, operation_id="enter_mutual_aid")
def post_agreement(request: HttpRequest, body: MutualAidGiven) -> HttpResponse:
    return command(
        request, MANAGE, body.area, lambda who: actions.enter_agreement(actor=who.actor, area=body.area, **body.values()).row(), status=201
    )


@router.post("/{int:agreement_id}", response={200: MutualAidRow, **REFUSALS}, operation_id="change_mutual_aid")
def post_change(request: HttpRequest, agreement_id: int, body: MutualAidGiven) -> HttpResponse:
    one = aid(agreement_id)
    if not one.area.startswith(body.area) and not body.area.startswith(one.area):
        raise Problem("invalid", "协议不能改属别的地方。", where=["area"])
    return command(
        request, MANAGE, one.area, lambda who: actions.change_agreement(actor=who.actor, agreement_id=agreement_id, **body.values()).row()
    )


@router.get("/requests", response={200: list[SupportRequestRow], **REFUSALS}, operation_id="list_support_requests")
def get_requests(request: HttpRequest, incident: int | None = None) -> list[SupportRequestRow]:
    scopes = caller(request).scopes
    rows = SupportRequest.objects.filter(**({} if incident is None else {"incident_id": incident}))
    return [one.row() for one in rows[:500] if any(one.area.startswith(scope) for scope in scopes)][:200]


@router.post("/requests", response={201: SupportRequestWhole, **REFUSALS}, operation_id="draft_support_request")
def post_request(request: HttpRequest, body: NewSupportRequest) -> HttpResponse:
    area = incident_of(body.incident).area if body.incident is not None else body.area or ""
    if not area:
        raise Problem("invalid", "请选事件或区划。", where=["area"])
    given = body.model_dump(exclude={"incident", "area", "agreement"})

    def run(who: Caller) -> SupportRequestWhole:
        made = actions.draft_support(
            actor=who.actor, name=who.name, area=area, incident_id=body.incident, agreement_id=body.agreement, **given
        )
        return whole(asked(made.pk))

    return command(request, ASK, area, run, status=201)


@router.get("/requests/{int:support_id}", response={200: SupportRequestWhole, **REFUSALS}, operation_id="get_support_request")
def get_request(request: HttpRequest, support_id: int) -> SupportRequestWhole:
    one = asked(support_id)
    see(request, one.area)
    return whole(one)


def _do(request: HttpRequest, support_id: int, verb: str, run: Any) -> HttpResponse:
    def act(who: Caller) -> SupportRequestWhole:
        run(who)
        return whole(asked(support_id))

    return command(request, verb, asked(support_id).area, act)


@router.post("/requests/{int:support_id}/sign", response={200: SupportRequestWhole, **REFUSALS}, operation_id="sign_support_request")
def post_sign(request: HttpRequest, support_id: int, body: SupportSignature) -> HttpResponse:
    who = caller(request)
    if who.may(SIGN, asked(support_id).area):
        confirm_pin(who.user_id, body.pin)
    return _do(request, support_id, SIGN, lambda who: actions.sign_support(actor=who.actor, name=who.name, request_id=support_id))


@router.post("/requests/{int:support_id}/send", response={200: SupportRequestWhole, **REFUSALS}, operation_id="send_support_request")
def post_send(request: HttpRequest, support_id: int, body: SupportSending) -> HttpResponse:
    return _do(request, support_id, ASK, lambda who: actions.send_support(actor=who.actor, request_id=support_id, way=body.way))


@router.post("/requests/{int:support_id}/answer", response={200: SupportRequestWhole, **REFUSALS}, operation_id="answer_support_request")
def post_answer(request: HttpRequest, support_id: int, body: SupportAnswer) -> HttpResponse:
    return _do(
        request, support_id, ASK,
        lambda who: actions.answer_support(actor=who.actor, request_id=support_id, granted=body.granted, name=body.name, text=body.text),
    )  # fmt: skip


@router.post(
    "/requests/{int:support_id}/withdraw", response={200: SupportRequestWhole, **REFUSALS}, operation_id="withdraw_support_request"
)
def post_withdraw(request: HttpRequest, support_id: int, body: SupportWithdrawal) -> HttpResponse:
    return _do(request, support_id, ASK, lambda who: actions.withdraw_support(actor=who.actor, request_id=support_id, why=body.why))


@router.post("/requests/{int:support_id}/arrived", response={200: SupportRequestWhole, **REFUSALS}, operation_id="support_loan_arrived")
def post_arrived(request: HttpRequest, support_id: int) -> HttpResponse:
    """What another platform lent is here; it is told."""
    return _do(request, support_id, ASK, lambda who: lending.loan_arrived(actor=who.actor, request_id=support_id))


@router.post("/requests/{int:support_id}/home", response={200: SupportRequestWhole, **REFUSALS}, operation_id="send_support_loan_home")
def post_home(request: HttpRequest, support_id: int) -> HttpResponse:
    return _do(request, support_id, ASK, lambda who: lending.send_loan_home(actor=who.actor, request_id=support_id))


@router.get("/requests/{int:support_id}/document.pdf", response={200: None, **REFUSALS}, operation_id="get_support_request_pdf")
def get_pdf(request: HttpRequest, support_id: int) -> HttpResponse:
    one = asked(support_id)
    return paper(pdf(support_sheet(one, see(request, one.area).name)), PDF, f"support-{one.pk}.pdf")


@router.get("/requests/{int:support_id}/document.docx", response={200: None, **REFUSALS}, operation_id="get_support_request_docx")
def get_docx(request: HttpRequest, support_id: int) -> HttpResponse:
    one = asked(support_id)
    return paper(docx(support_sheet(one, see(request, one.area).name)), DOCX, f"support-{one.pk}.docx")


def paper(content: bytes, mime: str, name: str) -> HttpResponse:
    how = "inline" if mime == PDF else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=mime, headers=headers)

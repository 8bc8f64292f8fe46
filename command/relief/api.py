"""灾后救助 over HTTP. Accounts are asked for one by one, with a reason."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from command.relief import actions
from command.relief.models import APPROVED, ASKED, PAID, REFUSED, ReliefCase
from command.relief.rows import ReliefAccount, ReliefCaseRow, ReliefKind, ReliefPage
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem
from realtime.sealing import unseal

router = Router(tags=["relief"])
WRITE, APPROVE = "relief.write", "relief.approve"
MOST = 300
Code = Annotated[str, Field(min_length=6, max_length=12, pattern=r"^[0-9]+$")]
Many = Annotated[int, Field(ge=0, le=10_000)]


class ReliefFacts(Body):
    area: Code
    household: str = Field(min_length=1, max_length=40)
    address: str = Field("", max_length=120)
    phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")
    account: str = Field("", max_length=40, description="kept sealed")
    people: int = Field(ge=1, le=100)
    rooms_down: Many = 0
    rooms_hurt: Many = 0
    crop_mu: float = Field(0, ge=0, le=100_000, allow_inf_nan=False, strict=False)
    losses: str = Field("", max_length=200)
    amount: float = Field(0, ge=0, le=10_000_000, allow_inf_nan=False, strict=False)
    goods: str = Field("", max_length=120)


class NewReliefCase(ReliefFacts):
    kind: ReliefKind
    incident: int | None = None


class ReliefDecision(Body):
    agreed: bool
    note: str = Field("", max_length=200)


class ReliefPaid(Body):
    voucher: str = Field(min_length=1, max_length=60)


class ReliefWhy(Body):
    reason: str = Field(min_length=2, max_length=200)


def found(relief_case_id: int) -> ReliefCase:
    case = ReliefCase.objects.select_related("incident").filter(pk=relief_case_id).first()
    if case is None:
        raise Problem("not_found", "没有这件救助。")
    return case


def shown(who: Caller, case: ReliefCase) -> ReliefCaseRow:
    return case.row(whole=who.may(WRITE, case.area) or who.may(APPROVE, case.area))


@router.get("", response={200: ReliefPage, **REFUSALS}, operation_id="list_relief")
def get_relief(request: HttpRequest, incident: int | None = None, kind: Literal["", "transition", "winter"] = "") -> ReliefPage:
    """Of the caller's areas; names for who keeps the cases there."""
    who, mine = caller(request), Q(pk__in=[])
    for scope in who.scopes:
        mine |= Q(area__startswith=scope)
    rows = ReliefCase.objects.filter(mine)
    if incident is not None:
        rows = rows.filter(incident_id=incident)
    if kind:
        rows = rows.filter(kind=kind)
    real = rows.filter(exercise_id=None).exclude(state=REFUSED)
    sums: Any = real.aggregate(
        households=Count("pk"), people=Sum("people"), rooms_down=Sum("rooms_down"), rooms_hurt=Sum("rooms_hurt"), asked=Sum("amount", filter=Q(state=ASKED)),
        approved=Sum("amount", filter=Q(state=APPROVED)), paid=Sum("amount", filter=Q(state=PAID)),
    )  # fmt: skip
    return {
        "cases": [shown(who, case) for case in rows.select_related("incident")[:MOST]],
        "sums": {
            "households": sums["households"], "people": sums["people"] or 0, "rooms_down": sums["rooms_down"] or 0, "rooms_hurt": sums["rooms_hurt"] or 0,
            "asked": float(sums["asked"] or 0), "approved": float(sums["approved"] or 0), "paid": float(sums["paid"] or 0),
        },
    }  # fmt: skip


@router.post("", response={201: ReliefCaseRow, **REFUSALS}, operation_id="open_relief")
def post_case(request: HttpRequest, body: NewReliefCase) -> HttpResponse:
    facts = body.model_dump(exclude={"incident", "kind"})

    def run(who: Caller) -> ReliefCaseRow:
        made = actions.open_case(actor=who.actor, name=who.name, kind=body.kind, incident_id=body.incident, **facts)
        return shown(who, found(made.pk))

    return command(request, WRITE, body.area, run, status=201)


@router.post("/{int:relief_case_id}", response={200: ReliefCaseRow, **REFUSALS}, operation_id="change_relief")
def post_change(request: HttpRequest, relief_case_id: int, body: ReliefFacts) -> HttpResponse:
    facts = body.model_dump(exclude_unset=True)

    def run(who: Caller) -> ReliefCaseRow:
        if not who.may(WRITE, body.area):
            raise Problem("forbidden", "区划不在您的辖区内。", where=["area"])
        actions.change_case(actor=who.actor, case_id=relief_case_id, **facts)
        return shown(who, found(relief_case_id))

    return command(request, WRITE, found(relief_case_id).area, run)


def _step(request: HttpRequest, verb: str, relief_case_id: int, do: Any) -> HttpResponse:
    def run(who: Caller) -> ReliefCaseRow:
        do(who)
        return shown(who, found(relief_case_id))

    return command(request, verb, found(relief_case_id).area, run)


@router.post("/{int:relief_case_id}/ask", response={200: ReliefCaseRow, **REFUSALS}, operation_id="ask_relief")
def post_ask(request: HttpRequest, relief_case_id: int) -> HttpResponse:
    return _step(request, WRITE, relief_case_id, lambda who: actions.ask_relief(actor=who.actor, case_id=relief_case_id))


@router.post("/{int:relief_case_id}/decide", response={200: ReliefCaseRow, **REFUSALS}, operation_id="decide_relief")
def post_decide(request: HttpRequest, relief_case_id: int, body: ReliefDecision) -> HttpResponse:
    return _step(
        request, APPROVE, relief_case_id,
        lambda who: actions.decide_relief(actor=who.actor, name=who.name, case_id=relief_case_id, agreed=body.agreed, note=body.note),
    )  # fmt: skip


@router.post("/{int:relief_case_id}/return", response={200: ReliefCaseRow, **REFUSALS}, operation_id="return_relief")
def post_return(request: HttpRequest, relief_case_id: int) -> HttpResponse:
    return _step(request, WRITE, relief_case_id, lambda who: actions.return_relief(actor=who.actor, case_id=relief_case_id))


@router.post("/{int:relief_case_id}/paid", response={200: ReliefCaseRow, **REFUSALS}, operation_id="pay_relief")
def post_paid(request: HttpRequest, relief_case_id: int, body: ReliefPaid) -> HttpResponse:
    return _step(
        request, APPROVE, relief_case_id,
        lambda who: actions.pay_relief(actor=who.actor, name=who.name, case_id=relief_case_id, voucher=body.voucher),
    )  # fmt: skip


@router.post("/{int:relief_case_id}/account", response={200: ReliefAccount, **REFUSALS}, operation_id="reveal_relief_account")
def post_account(request: HttpRequest, relief_case_id: int, body: ReliefWhy) -> HttpResponse:
    case = found(relief_case_id)
    see(request, case.area)

    def run(who: Caller) -> dict[str, int]:
        return {"id": actions.reveal_account(actor=who.actor, name=who.name, case=case, reason=body.reason).pk}

    answer = command(request, APPROVE, case.area, run)
    # The stored answer of a repeated command must not hold what is sealed
    return (
        JsonResponse({"text": unseal(case.account, actions.ACCOUNT)}, headers={"Cache-Control": "no-store"})
        if answer.status_code == 200
        else answer
    )

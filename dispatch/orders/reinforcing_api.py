"""Reinforcement over HTTP: who asks, who approves, who lends, who orders."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from dispatch.incidents.api import found as incident_of
from dispatch.orders.api import OrderWords, assigned
from dispatch.orders.issuing import ASSIGN
from dispatch.orders.lending import Reinforcement
from dispatch.orders.reinforcing import (
    approve_reinforcement,
    consent_reinforcement,
    order_reinforcement,
    refuse_reinforcement,
    request_reinforcement,
    return_reinforcement,
)
from dispatch.orders.rows import AssignedMany, ReinforcementRow, ReinforcementWhole
from dispatch.orders.whole import reinforcement_whole
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command
from realtime.codes import Problem

router = Router(tags=["orders"])
Answer = {200: ReinforcementRow, **REFUSALS}


class NewReinforcement(Body):
    lender: str = Field(max_length=12, description="area that is asked")
    kind: str = Field(max_length=20, description="capability")
    units: int = Field(1, ge=1, le=50)
    people: int = Field(0, ge=0, le=5000)
    return_by: AwareDatetime | None = Field(None, strict=False)
    text: str = Field("", max_length=500)


class Approving(Body):
    name: str = Field("", max_length=60, description="who approved, when it is not the caller")
    how: Literal["post", "written", "verbal"] = "post"


class Consenting(Approving):
    below_floor: bool = Field(False, description="the lender lends although fewer stay than it must keep; needs a name or writing")


class Refusing(Body):
    reason: str = Field(min_length=1, max_length=200)


class Ordering(OrderWords):
    units: list[int] = Field(min_length=1, max_length=50)
    return_by: AwareDatetime | None = Field(None, strict=False)


def found(reinforcement_id: int) -> Reinforcement:
    row = Reinforcement.objects.select_related("incident").filter(pk=reinforcement_id).first()
    if row is None:
        raise Problem("not_found", "没有这项增援申请。")
    return row


@router.post(
    "/incidents/{int:incident_id}/reinforcements", response={201: ReinforcementRow, **REFUSALS}, operation_id="request_reinforcement"
)
def post_reinforcement(request: HttpRequest, incident_id: int, body: NewReinforcement) -> HttpResponse:
    return command(
        request, ASSIGN, incident_of(incident_id).area,
        lambda who: request_reinforcement(actor=who.actor, name=who.name, incident_id=incident_id, **body.model_dump()).row(), status=201,
    )  # fmt: skip


@router.get("/reinforcements/{int:reinforcement_id}", response={200: ReinforcementWhole, **REFUSALS}, operation_id="get_reinforcement")
def get_reinforcement(request: HttpRequest, reinforcement_id: int) -> ReinforcementWhole:
    """For both sides, with what the lender has at home."""
    who, row = caller(request), found(reinforcement_id)
    if not any(who.may(READ, area) for area in (row.incident.area, row.lender)):
        raise Problem("not_found", "没有这项增援申请。")
    return reinforcement_whole(row)


@router.post("/reinforcements/{int:reinforcement_id}/approve", response=Answer, operation_id="approve_reinforcement")
def post_approve(request: HttpRequest, reinforcement_id: int, body: Approving) -> HttpResponse:
    """The city decides between its districts."""
    found(reinforcement_id)
    return command(
        request, ASSIGN, settings.CITY,
        lambda who: approve_reinforcement(
            actor=who.actor, name=who.name, reinforcement_id=reinforcement_id, how=body.how, approved_name=body.name
        ).row(),
    )  # fmt: skip


@router.post("/reinforcements/{int:reinforcement_id}/consent", response=Answer, operation_id="consent_reinforcement")
def post_consent(request: HttpRequest, reinforcement_id: int, body: Consenting) -> HttpResponse:
    return command(
        request, ASSIGN, found(reinforcement_id).lender,
        lambda who: consent_reinforcement(
            actor=who.actor, name=who.name, reinforcement_id=reinforcement_id, how=body.how, consented_name=body.name, below_floor=body.below_floor
        ).row(),
    )  # fmt: skip


@router.post("/reinforcements/{int:reinforcement_id}/refuse", response=Answer, operation_id="refuse_reinforcement")
def post_refuse(request: HttpRequest, reinforcement_id: int, body: Refusing) -> HttpResponse:
    """The lender says no, the city does not approve, or who asked needs it no more."""
    row = found(reinforcement_id)
    who = caller(request)
    area = next((area for area in (row.lender, row.incident.area) if who.may(ASSIGN, area)), row.lender)
    return command(
        request, ASSIGN, area,
        lambda who: refuse_reinforcement(actor=who.actor, name=who.name, reinforcement_id=reinforcement_id, reason=body.reason).row(),
    )  # fmt: skip


@router.post("/reinforcements/{int:reinforcement_id}/order", response={201: AssignedMany, **REFUSALS}, operation_id="order_reinforcement")
def post_order(request: HttpRequest, reinforcement_id: int, body: Ordering) -> HttpResponse:
    def run(who: Caller) -> AssignedMany:
        words = body.model_dump(exclude={"units"})
        _, held = order_reinforcement(actor=who.actor, name=who.name, reinforcement_id=reinforcement_id, unit_ids=body.units, **words)
        return {"assigned": [assigned(one) for one in held]}

    return command(request, ASSIGN, found(reinforcement_id).incident.area, run, status=201)


@router.post("/reinforcements/{int:reinforcement_id}/return", response=Answer, operation_id="return_reinforcement")
def post_return(request: HttpRequest, reinforcement_id: int) -> HttpResponse:
    return command(
        request, ASSIGN, found(reinforcement_id).incident.area,
        lambda who: return_reinforcement(actor=who.actor, reinforcement_id=reinforcement_id).row(),
    )  # fmt: skip

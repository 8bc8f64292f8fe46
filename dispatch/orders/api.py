"""Orders over HTTP: who could go, assign one or several, plan, release, where a team is, and what recipients answer."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from dispatch.incidents.api import found as incident_of
from dispatch.orders.acks import Spoken, acknowledge_by_voice, acknowledge_order
from dispatch.orders.actions import (
    Held,
    activate_assignment,
    cancel_order,
    dispatch_units,
    order_task,
    plan_unit,
    release,
    release_all,
)
from dispatch.orders.crossings import Approval
from dispatch.orders.issuing import ASSIGN
from dispatch.orders.legs import move_leg
from dispatch.orders.models import Assignment, Order, Recipient
from dispatch.orders.rows import Assigned, AssignedMany, AssignmentRow, OrderRow, OrderWhole, Released, ReleasedAll
from dispatch.orders.whole import order_whole
from dispatch.teams.models import Member, Unit
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, execute
from realtime.codes import Problem

router = Router(tags=["orders"])


class Voice(Body):
    """What makes a spoken word worth keeping."""

    spoken_to: str = Field(min_length=1, max_length=60, description="who answered the radio or the telephone")
    channel: str = Field(min_length=1, max_length=40)
    at: AwareDatetime | None = Field(None, strict=False, description="when it was spoken; now when left out")
    read_back: bool = Field(description="repeated by the other side")

    def spoken(self) -> Spoken:
        return Spoken(self.spoken_to, self.channel, self.read_back, self.at)


class GivenApproval(Body):
    crossing: Literal["area", "industry", "level", "department", "hazard"]
    name: str = Field(min_length=1, max_length=60)
    how: Literal["written", "verbal"]


class OrderWords(Body):
    task: str = Field(min_length=1, max_length=2000)
    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    radio_channel: str = Field("", max_length=40)
    ack_within_s: int = Field(60, ge=10, le=3600)


class Dispatching(OrderWords):
    return_by: AwareDatetime | None = Field(None, strict=False)
    by_voice: Voice | None = Field(None, description="the order was already given by voice; read back means accepted")
    approvals: list[GivenApproval] = Field(default_factory=list, max_length=5)
    instead_of: int | None = Field(None, description="the unanswered order this one serves the need of")


class NewAssignment(Dispatching):
    unit: int
    planned: bool = Field(False, description="its turn after what the unit does now; nobody is told to go yet")


class NewDispatch(Dispatching):
    units: list[int] = Field(min_length=1, max_length=50)


class Release(Body):
    note: str = Field("", max_length=2000)


class NewLeg(Body):
    leg: Literal["accepted", "en_route", "arrived", "working", "leaving", "back"]
    at: AwareDatetime | None = Field(None, strict=False)
    by_voice: Voice | None = Field(None, description="the desk, on the team's behalf")


class NewAck(Body):
    kind: Literal["delivered", "read", "accepted", "refused", "arrived"]
    at: AwareDatetime | None = Field(None, strict=False)
    reason: str = Field("", max_length=200)


class NewVoiceAck(Body):
    kind: Literal["read", "accepted", "refused", "arrived"]
    said_by: str = Field(min_length=1, max_length=60)
    channel: str = Field(min_length=1, max_length=40)
    at: AwareDatetime | None = Field(None, strict=False)
    read_back: bool
    reason: str = Field("", max_length=200)


class Cancelling(Body):
    reason: str = Field("", max_length=200)


def _order_fields(body: Dispatching, who: Caller) -> dict[str, Any]:
    return {
        "actor": who.actor, "name": who.name, "task": body.task, "urgency": body.urgency, "radio_channel": body.radio_channel,
        "ack_within_s": body.ack_within_s, "authority": who.areas_of(ASSIGN),
        "approvals": [Approval(one.crossing, one.name, one.how) for one in body.approvals],
    }  # fmt: skip


def _dispatched(body: Dispatching, who: Caller, incident_id: int, units: list[int]) -> list[Held]:
    return dispatch_units(
        incident_id=incident_id, unit_ids=units, return_by=body.return_by, by_voice=body.by_voice.spoken() if body.by_voice else None,
        instead_of=body.instead_of, **_order_fields(body, who),
    )  # fmt: skip


def assigned(held: Held) -> Assigned:
    return {
        "assignment": held.assignment.row(),
        "order": held.order.row(),
        "drill_released": [
            {"incident": drill.incident_id, "number": drill.incident.number, "exercise": drill.exercise_id or 0} for drill in held.drills
        ],
    }


def assignment_of(assignment_id: int) -> Assignment:
    found = Assignment.objects.select_related("incident", "unit").filter(pk=assignment_id).first()
    if found is None:
        raise Problem("not_found", "没有这项任务。")
    return found


def order_of(order_id: int) -> Order:
    found = Order.objects.select_related("incident", "unit").filter(pk=order_id).first()
    if found is None:
        raise Problem("not_found", "没有这道调度令。")
    return found


@router.post("/incidents/{int:incident_id}/assignments", response={201: Assigned, **REFUSALS}, operation_id="assign_unit")
def post_assignment(request: HttpRequest, incident_id: int, body: NewAssignment) -> HttpResponse:
    def run(who: Caller) -> Assigned:
        if not body.planned:
            return assigned(_dispatched(body, who, incident_id, [body.unit])[0])
        if body.by_voice or body.return_by:
            raise Problem("invalid", "预派任务尚未下令,不能填写语音下达或归还时限。", where=["by_voice", "return_by"])
        plan = plan_unit(incident_id=incident_id, unit_id=body.unit, **_order_fields(body, who))
        return {"assignment": plan.row(), "order": None, "drill_released": []}

    return command(request, ASSIGN, incident_of(incident_id).area, run, status=201)


@router.post("/incidents/{int:incident_id}/dispatch", response={201: AssignedMany, **REFUSALS}, operation_id="dispatch_units")
def post_dispatch(request: HttpRequest, incident_id: int, body: NewDispatch) -> HttpResponse:
    return command(
        request, ASSIGN, incident_of(incident_id).area,
        lambda who: {"assigned": [assigned(held) for held in _dispatched(body, who, incident_id, body.units)]}, status=201,
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/release-all", response={200: ReleasedAll, **REFUSALS}, operation_id="release_all")
def post_release_all(request: HttpRequest, incident_id: int, body: Release) -> HttpResponse:
    def run(who: Caller) -> ReleasedAll:
        return {"released": [one.row() for one in release_all(actor=who.actor, name=who.name, incident_id=incident_id, note=body.note)]}

    return command(request, ASSIGN, incident_of(incident_id).area, run)


@router.post("/assignments/{int:assignment_id}/release", response={200: Released, **REFUSALS}, operation_id="release_unit")
def post_release(request: HttpRequest, assignment_id: int, body: Release) -> HttpResponse:
    def run(who: Caller) -> Released:
        freed = release(actor=who.actor, name=who.name, assignment_id=assignment_id, note=body.note)
        return {"assignment": freed.assignment.row(), "activated": freed.activated.row() if freed.activated else None}

    return command(request, ASSIGN, assignment_of(assignment_id).incident.area, run)


@router.post("/assignments/{int:assignment_id}/activate", response={200: AssignmentRow, **REFUSALS}, operation_id="activate_assignment")
def post_activate(request: HttpRequest, assignment_id: int) -> HttpResponse:
    area = assignment_of(assignment_id).incident.area
    return command(
        request, ASSIGN, area, lambda who: activate_assignment(actor=who.actor, name=who.name, assignment_id=assignment_id).row()
    )


@router.post("/assignments/{int:assignment_id}/tasks", response={201: OrderRow, **REFUSALS}, operation_id="order_task")
def post_task(request: HttpRequest, assignment_id: int, body: OrderWords) -> HttpResponse:
    return command(
        request, ASSIGN, assignment_of(assignment_id).incident.area,
        lambda who: order_task(actor=who.actor, name=who.name, assignment_id=assignment_id, **body.model_dump()).row(), status=201,
    )  # fmt: skip


@router.post("/assignments/{int:assignment_id}/leg", response={200: AssignmentRow, **REFUSALS}, operation_id="move_leg")
def post_leg(request: HttpRequest, assignment_id: int, body: NewLeg) -> HttpResponse:
    """The team says it itself, or the desk says what it heard by voice."""
    assignment, spoken = assignment_of(assignment_id), body.by_voice.spoken() if body.by_voice else None

    def run(who: Caller) -> AssignmentRow:
        return move_leg(actor=who.actor, assignment_id=assignment_id, leg=body.leg, said_at=body.at, spoken=spoken).row()

    if spoken is not None:
        return command(request, ASSIGN, assignment.incident.area, run)
    who = caller(request)
    if not _leads(who, assignment.unit):
        raise Problem("forbidden", "只有该队队长、副队长可以报告;席位代报请填写通话对象、信道和时间。", where=["by_voice"])
    return execute(request, who, run)


def _leads(who: Caller, unit: Unit) -> bool:
    return (
        who.user_id is not None
        and Member.objects.filter(unit=unit, user_id=who.user_id, role__in=(Member.COMMANDER, Member.DEPUTY)).exists()
    )


@router.get("/orders/{int:order_id}", response={200: OrderWhole, **REFUSALS}, operation_id="get_order")
def get_order(request: HttpRequest, order_id: int) -> OrderWhole:
    """For who sees the incident or the unit's home, and for everybody it was sent or copied to."""
    who, order = caller(request), order_of(order_id)
    may = any(who.may(READ, area) for area in (order.incident.area, order.unit.area))
    if not may and not order.recipients.filter(principal=who.actor).exists():
        raise Problem("not_found", "没有这道调度令。")
    return order_whole(order)


@router.post("/orders/{int:order_id}/acks", response={200: OrderRow, **REFUSALS}, operation_id="acknowledge_order")
def post_ack(request: HttpRequest, order_id: int, body: NewAck) -> HttpResponse:
    """Only recipients answer; everybody else does not know the order."""
    who = caller(request)
    if not Recipient.objects.filter(order_id=order_id, principal=who.actor).exists():
        raise Problem("not_found", "没有发给您的这道调度令。")
    return execute(
        request, who,
        lambda who: acknowledge_order(actor=who.actor, order_id=order_id, principal=who.actor, kind=body.kind, said_at=body.at, reason=body.reason).row(),
    )  # fmt: skip


@router.post("/orders/{int:order_id}/voice-acks", response={200: OrderRow, **REFUSALS}, operation_id="acknowledge_by_voice")
def post_voice_ack(request: HttpRequest, order_id: int, body: NewVoiceAck) -> HttpResponse:
    spoken = Spoken(body.said_by, body.channel, body.read_back, body.at)
    return command(
        request, ASSIGN, order_of(order_id).incident.area,
        lambda who: acknowledge_by_voice(actor=who.actor, order_id=order_id, kind=body.kind, spoken=spoken, reason=body.reason).row(),
    )  # fmt: skip


@router.post("/orders/{int:order_id}/cancel", response={200: OrderRow, **REFUSALS}, operation_id="cancel_order")
def post_cancel(request: HttpRequest, order_id: int, body: Cancelling) -> HttpResponse:
    return command(
        request, ASSIGN, order_of(order_id).incident.area,
        lambda who: cancel_order(actor=who.actor, name=who.name, order_id=order_id, reason=body.reason).row(),
    )  # fmt: skip

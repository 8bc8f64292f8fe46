"""Orders over HTTP: who could go, assign, release, and what recipients answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from dispatch.incidents.api import found as incident_of
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, release_unit
from dispatch.orders.candidates import candidates
from dispatch.orders.models import Assignment, Recipient
from dispatch.orders.rows import Assigned, AssignmentRow, Candidate, OrderRow
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.codes import Problem

router = Router(tags=["orders"])


class NewAssignment(Body):
    unit: int
    task: str = Field(min_length=1, max_length=2000)
    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    radio_channel: str = Field("", max_length=40)
    ack_within_s: int = Field(60, ge=10, le=3600)


class Release(Body):
    note: str = Field("", max_length=2000)


class NewAck(Body):
    kind: Literal["delivered", "read", "accepted", "refused", "arrived"]
    at: AwareDatetime | None = Field(None, strict=False)
    reason: str = Field("", max_length=200)


@router.get("/incidents/{int:incident_id}/candidates", response={200: list[Candidate], **REFUSALS}, operation_id="list_candidates")
def get_candidates(request: HttpRequest, incident_id: int, limit: Annotated[int, Field(ge=1, le=500)] = 30) -> list[Candidate]:
    incident = incident_of(incident_id)
    who = see(request, incident.area)
    return candidates(incident, who.scopes, limit)


@router.post("/incidents/{int:incident_id}/assignments", response={201: Assigned, **REFUSALS}, operation_id="assign_unit")
def post_assignment(request: HttpRequest, incident_id: int, body: NewAssignment) -> HttpResponse:
    def run(who: Any) -> dict[str, Any]:
        assignment, order = assign_unit(
            actor=who.actor, name=who.name, incident_id=incident_id, unit_id=body.unit, task=body.task, urgency=body.urgency,
            radio_channel=body.radio_channel, ack_within_s=body.ack_within_s,
        )  # fmt: skip
        if not who.may("unit.assign", assignment.unit.area):
            raise Problem("forbidden", f"{assignment.unit.name} 不在您的辖区,跨区增援请报市级指挥中心。", where=["unit"])
        return {"assignment": assignment.row(), "order": order.row()}

    return command(request, "unit.assign", incident_of(incident_id).area, run, status=201)


@router.post("/assignments/{int:assignment_id}/release", response={200: AssignmentRow, **REFUSALS}, operation_id="release_unit")
def post_release(request: HttpRequest, assignment_id: int, body: Release) -> HttpResponse:
    assignment = Assignment.objects.select_related("incident").filter(pk=assignment_id).first()
    if assignment is None:
        raise Problem("not_found", "没有这项任务。")
    return command(
        request, "unit.assign", assignment.incident.area,
        lambda who: release_unit(actor=who.actor, name=who.name, assignment_id=assignment_id, note=body.note).row(),
    )  # fmt: skip


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

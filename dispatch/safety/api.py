"""Crew safety over HTTP: who was heard, roll calls and their answers, danger areas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field, model_validator

from dispatch.field.mine import my_unit
from dispatch.incidents.api import found as incident_of
from dispatch.orders.models import Assignment
from dispatch.safety.contact import log_voice_contact
from dispatch.safety.dangers import change_danger, checked, circle, end_danger, history, mark_danger
from dispatch.safety.models import Danger, RollCall
from dispatch.safety.roll_calls import answer_roll_call, start_roll_call
from dispatch.safety.rows import CheckRow, DangerEditRow, DangerRow, RollCallRow
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, see
from realtime.areas.locate import area_at
from realtime.codes import Problem

router = Router(tags=["safety"])


class CrewContact(Body):
    how: Literal["voice", "entered"] = "voice"
    at: AwareDatetime | None = Field(None, strict=False)


class Answer(Body):
    assignment: int
    headcount: int | None = Field(None, ge=0, le=5000)
    how: Literal["voice", "entered"] = "voice"


class OwnAnswer(Body):
    headcount: int | None = Field(None, ge=0, le=5000)


class Circle(Body):
    lon: Lon
    lat: Lat
    # under a metre nobody stands inside it, and the arithmetic of an outline ends
    radius_m: Annotated[float, Field(ge=1, le=50_000, allow_inf_nan=False, strict=False)]


DangerKind = Literal["fire_front", "collapse", "toxic", "flood", "blast", "other", "dead_zone"]


class DangerChange(Body):
    """Only what is to be another; a shape or a circle, not both."""

    name: str | None = Field(None, min_length=1, max_length=60)
    kind: DangerKind | None = None
    shape: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84")
    circle: Circle | None = None

    @model_validator(mode="after")
    def _something(self) -> DangerChange:
        if self.shape is not None and self.circle is not None:
            raise ValueError("面(shape)和圆(circle)只能给出之一")
        if not self.model_fields_set:
            raise ValueError("没有要修改的内容")
        return self

    def outline(self) -> dict[str, Any] | None:
        return circle(self.circle.lon, self.circle.lat, self.circle.radius_m) if self.circle else self.shape


class NewDanger(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: DangerKind
    shape: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84")
    circle: Circle | None = None
    incident: int | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> NewDanger:
        if (self.shape is None) == (self.circle is None):
            raise ValueError("请给出面(shape)或圆(circle)之一")
        return self

    def outline(self) -> dict[str, Any]:
        return self.shape or (circle(self.circle.lon, self.circle.lat, self.circle.radius_m) if self.circle else {})


def roll_call_of(roll_call_id: int) -> RollCall:
    found = RollCall.objects.filter(pk=roll_call_id).first()
    if found is None:
        raise Problem("not_found", "没有这次点名。")
    return found


@router.post("/assignments/{int:assignment_id}/contact", response={200: CheckRow, **REFUSALS}, operation_id="log_contact")
def post_contact(request: HttpRequest, assignment_id: int, body: CrewContact) -> HttpResponse:
    assignment = Assignment.objects.select_related("incident").filter(pk=assignment_id).first()
    if assignment is None:
        raise Problem("not_found", "没有这项任务。")
    return command(
        request, "unit.assign", assignment.incident.area,
        lambda who: log_voice_contact(actor=who.actor, assignment_id=assignment_id, how=body.how, at=body.at).row(),
    )  # fmt: skip


@router.post("/incidents/{int:incident_id}/roll-calls", response={201: RollCallRow, **REFUSALS}, operation_id="start_roll_call")
def post_roll_call(request: HttpRequest, incident_id: int) -> HttpResponse:
    area = incident_of(incident_id).area
    return command(request, "unit.assign", area, lambda who: start_roll_call(actor=who.actor, incident_id=incident_id).row(), status=201)


@router.post("/roll-calls/{int:roll_call_id}/answers", response={200: RollCallRow, **REFUSALS}, operation_id="enter_roll_call_answer")
def post_answer(request: HttpRequest, roll_call_id: int, body: Answer) -> HttpResponse:
    """A crew answered by voice; the officer enters it."""
    roll_call = roll_call_of(roll_call_id)
    unit = roll_call.legs.filter(assignment_id=body.assignment).values_list("unit_id", flat=True).first() or 0
    return command(
        request, "unit.assign", roll_call.area,
        lambda who: answer_roll_call(actor=who.actor, roll_call_id=roll_call_id, unit_id=unit, how=body.how, headcount=body.headcount).row(),
    )  # fmt: skip


@router.post("/field/roll-calls/{int:roll_call_id}/answer", response={200: RollCallRow, **REFUSALS}, operation_id="answer_roll_call")
def post_own_answer(request: HttpRequest, roll_call_id: int, body: OwnAnswer) -> HttpResponse:
    """The crew answers itself from its phone."""
    who = caller(request)
    unit = my_unit(who)
    if unit is None or not roll_call_of(roll_call_id).legs.filter(unit=unit).exists():
        raise Problem("not_found", "这次点名没有您的队伍。")
    return execute(
        request, who,
        lambda who: answer_roll_call(actor=who.actor, roll_call_id=roll_call_id, unit_id=unit.pk, how="par", headcount=body.headcount).row(),
    )  # fmt: skip


@router.post("/dangers", response={201: DangerRow, **REFUSALS}, operation_id="mark_danger")
def post_danger(request: HttpRequest, body: NewDanger) -> HttpResponse:
    shape = body.outline()
    area = incident_of(body.incident).area if body.incident else area_of(shape)
    return command(
        request, "incident.manage", area,
        lambda who: mark_danger(actor=who.actor, name=body.name, kind=body.kind, shape=shape, incident_id=body.incident).row(), status=201,
    )  # fmt: skip


def area_of(shape: dict[str, Any]) -> str:
    middle = checked(shape).representative_point()
    return area_at(middle.x, middle.y)


def danger_of(danger_id: int) -> Danger:
    danger = Danger.objects.filter(pk=danger_id).first()
    if danger is None:
        raise Problem("not_found", "没有这个危险区。")
    return danger


@router.get("/dangers/{int:danger_id}/history", response={200: list[DangerEditRow], **REFUSALS}, operation_id="list_danger_edits")
def get_danger_edits(request: HttpRequest, danger_id: int) -> list[DangerEditRow]:
    danger = danger_of(danger_id)
    see(request, danger.area)
    return history(danger)


@router.post("/dangers/{int:danger_id}/change", response={200: DangerRow, **REFUSALS}, operation_id="change_danger")
def post_danger_change(request: HttpRequest, danger_id: int, body: DangerChange) -> HttpResponse:
    return command(
        request, "incident.manage", danger_of(danger_id).area,
        lambda who: change_danger(
            actor=who.actor, danger_id=danger_id, name=body.name, kind=body.kind, shape=body.outline()
        ).row(),
    )  # fmt: skip


@router.post("/dangers/{int:danger_id}/end", response={200: DangerRow, **REFUSALS}, operation_id="end_danger")
def post_danger_end(request: HttpRequest, danger_id: int) -> HttpResponse:
    return command(
        request, "incident.manage", danger_of(danger_id).area, lambda who: end_danger(actor=who.actor, danger_id=danger_id).row()
    )

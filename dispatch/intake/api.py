"""The door for other agencies (docs/intake.md): hand an alarm over, ask what became of it. By token, never by session."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import AwareDatetime, Field, model_validator

from dispatch.alarms.api import running
from dispatch.incidents.models import EventType
from dispatch.intake.actions import agency_of, status, take_transfer, transfer_of
from dispatch.intake.rows import TransferRow
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.codes import Problem

router = Router(tags=["intake"])
INTAKE = "alarm.intake"
NUMBER = r"^[0-9A-Za-z][0-9A-Za-z_.-]*$"


class NewTransfer(Body):
    number: str = Field(min_length=1, max_length=40, pattern=NUMBER, description="the agency's own number; handed over once")
    type: str = Field("", max_length=8)
    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    lon: Lon | None = None
    lat: Lat | None = None
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$", description="when there are no coordinates; default: the agency's own area")
    place: str = Field("", max_length=120)
    text: str = Field(min_length=1, max_length=4000)
    caller_phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")
    occurred_at: AwareDatetime | None = Field(None, strict=False)
    exercise: int | None = Field(None, description="a call of a drill that this agency takes part in")

    @model_validator(mode="after")
    def _both_or_none(self) -> NewTransfer:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon 与 lat 须同时给出")
        return self


@router.post("/transfers", response={201: TransferRow, **REFUSALS}, operation_id="take_transfer")
def post_transfer(request: HttpRequest, body: NewTransfer) -> HttpResponse:
    """Answered with our number. The same number with the same text again changes nothing; with another text it adds a report."""
    area = area_at(body.lon, body.lat) if body.lon is not None and body.lat is not None else body.area or _own_area(request)
    fields = body.model_dump(exclude={"number", "area", "exercise"}) | {"area": area}

    def run(who: Caller) -> TransferRow:
        if body.type and not EventType.objects.filter(pk=body.type).exists():
            raise Problem("invalid", f"没有事件类型 {body.type}。", where=["type"])
        if not Area.objects.filter(pk=area).exists():
            raise Problem("invalid", f"没有区划 {area}。", where=["area"])
        transfer, repeated = take_transfer(actor=who.actor, number=body.number, fields=fields, exercise=running(body.exercise, area))
        return status(transfer, repeated=repeated)

    return command(request, INTAKE, area, run, status=201)


@router.get("/transfers/{number}", response={200: TransferRow, **REFUSALS}, operation_id="get_transfer")
def get_transfer(request: HttpRequest, number: Annotated[str, Path(max_length=40, pattern=NUMBER)]) -> TransferRow:
    """What became of it, for the agency that handed it over."""
    return status(transfer_of(caller(request).actor, number), repeated=False)


def _own_area(request: HttpRequest) -> str:
    return agency_of(caller(request).actor).area

"""Alarms over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field
from typing_extensions import TypedDict

from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import VERDICTS, Alarm
from dispatch.alarms.rows import AlarmRow, AlarmWhole
from dispatch.incidents.rows import IncidentRow
from dispatch.masking import masked_phone
from realtime.api import REFUSALS, Body, Lat, Lon, command, see
from realtime.areas.locate import area_at
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["alarms"])
Code = Annotated[str, Field(max_length=8)]


class NewAlarm(Body):
    type: Code = ""
    urgency: Literal["critical", "urgent", "normal"]
    source: Literal["call", "public", "agency", "uav", "sensor"] = "call"
    lon: Lon
    lat: Lat
    place: str = Field("", max_length=120)
    text: str = Field("", max_length=4000)
    caller_phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")
    occurred_at: AwareDatetime | None = Field(None, strict=False)


class Verdict(Body):
    verdict: str = Field(max_length=16, json_schema_extra={"enum": [code for code, _ in VERDICTS]})
    incident: int | None = None
    type: Code = ""
    note: str = Field("", max_length=4000)


class Judged(TypedDict):
    alarm: AlarmRow
    incident: IncidentRow | None


def found(alarm_id: int) -> Alarm:
    alarm = Alarm.objects.filter(pk=alarm_id).first()
    if alarm is None:
        raise Problem("not_found", "没有这条警情。")
    return alarm


@router.post("/alarms", response={201: AlarmRow, **REFUSALS}, operation_id="raise_alarm")
def post_alarm(request: HttpRequest, body: NewAlarm) -> HttpResponse:
    area = area_at(body.lon, body.lat)
    fields: dict[str, Any] = body.model_dump()
    return command(request, "alarm.raise", area, lambda who: raise_alarm(actor=who.actor, area=area, **fields).row(), status=201)


@router.get("/alarms/{int:alarm_id}", response={200: AlarmWhole, **REFUSALS}, operation_id="get_alarm")
def get_alarm(request: HttpRequest, alarm_id: int) -> AlarmWhole:
    alarm = found(alarm_id)
    who = see(request, alarm.area)
    shown = alarm.caller_phone if who.may("phone.reveal", alarm.area) else masked_phone(alarm.caller_phone)
    return {**alarm.row(), "text": alarm.text, "caller_phone": shown, "verdict_at": iso(alarm.verdict_at)}


@router.post("/alarms/{int:alarm_id}/acknowledge", response={200: AlarmRow, **REFUSALS}, operation_id="acknowledge_alarm")
def post_acknowledge(request: HttpRequest, alarm_id: int) -> HttpResponse:
    area = found(alarm_id).area
    return command(
        request, "alarm.acknowledge", area, lambda who: acknowledge_alarm(actor=who.actor, name=who.name, alarm_id=alarm_id).row()
    )


@router.post("/alarms/{int:alarm_id}/verdict", response={200: Judged, **REFUSALS}, operation_id="give_verdict")
def post_verdict(request: HttpRequest, alarm_id: int, body: Verdict) -> HttpResponse:
    if body.verdict not in dict(VERDICTS):
        raise Problem("invalid", "没有这种核实结论。", where=["verdict"])

    def run(who: Any) -> dict[str, Any]:
        alarm, incident = give_verdict(
            actor=who.actor,
            name=who.name,
            alarm_id=alarm_id,
            verdict=body.verdict,
            incident_id=body.incident,
            type=body.type,
            note=body.note,
        )
        return {"alarm": alarm.row(), "incident": incident.row() if incident else None}

    return command(request, "alarm.verify", found(alarm_id).area, run)

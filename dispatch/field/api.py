"""The field page over HTTP: my order, my position, my SOS. Everything here also works after a gap, from the page's outbox."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from devices.intake import PhoneFix, mark_sos, take_fixes
from dispatch.alarms.actions import raise_alarm
from dispatch.field.mine import is_called, my_orders, my_terminal, my_unit
from dispatch.incidents.actions import note_incident
from realtime import clock
from realtime.api import REFUSALS, Body, Lat, Lon, caller, execute
from realtime.clock import iso
from realtime.codes import Problem

router = Router(tags=["field"])
Answer = {200: dict[str, Any], **REFUSALS}


class Fix(Body):
    at: AwareDatetime = Field(strict=False)
    lat: Lat
    lon: Lon
    acc: float | None = Field(None, ge=0, allow_inf_nan=False, strict=False)
    alt: float | None = Field(None, allow_inf_nan=False, strict=False)
    speed: float | None = Field(None, ge=0, allow_inf_nan=False, strict=False, description="m/s")
    heading: float | None = Field(None, allow_inf_nan=False, strict=False)
    battery: float | None = Field(None, ge=0, le=100, allow_inf_nan=False, strict=False)


class Fixes(Body):
    fixes: list[Fix] = Field(min_length=1, max_length=500)


class Sos(Body):
    active: bool
    lat: Lat | None = None
    lon: Lon | None = None
    message_id: str = Field(max_length=80)
    test: bool = False


class Report(Body):
    incident: int
    text: str = Field(min_length=1, max_length=4000)
    occurred_at: AwareDatetime | None = Field(None, strict=False, description="when it was written; the page may have waited for a network")


@router.get("", response=Answer, operation_id="get_field")
def get_field(request: HttpRequest) -> dict[str, Any]:
    who = caller(request)
    unit = my_unit(who)
    return {
        "unit": unit.row() if unit else None,
        "subject": unit.pk if unit else None,
        "orders": my_orders(who),
        "server_at": iso(clock.now()),
    }


@router.post("/fixes", response=Answer, operation_id="send_fixes")
def post_fixes(request: HttpRequest, body: Fixes) -> HttpResponse:
    who = caller(request)
    terminal = my_terminal(who)
    if terminal is None:
        raise Problem("forbidden", "您还没有编入队伍,定位不会上报。请联系管理员。")
    fixes = [
        PhoneFix(
            at=fix.at, lat=fix.lat, lon=fix.lon, accuracy=fix.acc, alt=fix.alt, speed=fix.speed, heading=fix.heading, battery=fix.battery
        )
        for fix in body.fixes
    ]
    return execute(request, who, lambda who: take_fixes(terminal=terminal, fixes=fixes))


@router.post("/sos", response={201: dict[str, Any], **REFUSALS}, operation_id="send_sos")
def post_sos(request: HttpRequest, body: Sos) -> HttpResponse:
    who = caller(request)
    unit = my_unit(who)
    if unit is None and body.lon is None:
        raise Problem("invalid", "没有定位也没有编入队伍,无法确定求救位置。请同时用电台或电话呼叫。", where=["lat", "lon"])

    def run(who: Any) -> dict[str, Any]:
        if not body.active:
            return {"active": False}  # only a verdict at the desk ends it
        place = f"{unit.name} {who.name}" if unit else who.name
        alarm = raise_alarm(
            actor=who.actor, source="sos", urgency="critical", lon=body.lon, lat=body.lat, area=None if body.lon is not None else unit.area if unit else None,
            place=place, text="测试:请值班员回呼确认。" if body.test else "", subject_id=unit.pk if unit else None, device=who.actor,
            test=body.test,
        )  # fmt: skip
        if unit is not None and not body.test:
            mark_sos(subject_id=unit.pk, active=True)
        return dict(alarm.row()) | {"code": alarm.code}  # shown on the phone; read back, it proves who holds it

    return execute(request, who, run, status=201)


@router.post("/notes", response={201: dict[str, Any], **REFUSALS}, operation_id="send_report")
def post_report(request: HttpRequest, body: Report) -> HttpResponse:
    """A team reports from where it was sent, also outside its own district."""
    who = caller(request)
    if not is_called(who, body.incident):
        raise Problem("not_found", "该事件没有发给您的调度令。")

    def run(who: Any) -> dict[str, Any]:
        note = note_incident(actor=who.actor, incident_id=body.incident, text=body.text, occurred_at=body.occurred_at)
        return {"id": note.pk, "text": note.text, "at": iso(note.at)}

    return execute(request, who, run, status=201)

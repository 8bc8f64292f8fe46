"""Alarms over HTTP: parse → permit → one action."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field
from typing_extensions import TypedDict

from dispatch.alarms.actions import (
    acknowledge_alarm,
    clear_alarm,
    feed_back,
    give_verdict,
    mark_step,
    place_alarm,
    raise_alarm,
    reopen_alarm,
    shelve_alarm,
    unshelve_alarm,
)  # fmt: skip
from dispatch.alarms.duplicates import Likely, likely
from dispatch.alarms.hotspots import MOST, Batch, take_hotspots
from dispatch.alarms.models import VERDICTS, Alarm
from dispatch.alarms.rows import AlarmRow, AlarmWhole
from dispatch.alarms.whole import whole
from dispatch.incidents.models import EventType, Incident
from dispatch.incidents.rows import IncidentRow
from realtime import clock
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute, see
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.exercises.models import Exercise

router = Router(tags=["alarms"])
Code = Annotated[str, Field(max_length=8)]
At = Annotated[AwareDatetime | None, Field(strict=False)]
INTAKE = "alarm.intake"  # what a feed or another agency may do with its token


class NewAlarm(Body):
    type: Code = ""
    urgency: Literal["critical", "urgent", "normal"]
    source: Literal["call", "public", "agency", "radio", "uav", "camera", "vehicle", "satellite", "sensor"] = "call"
    lon: Lon
    lat: Lat
    place: str = Field("", max_length=120)
    text: str = Field("", max_length=4000)
    caller_phone: str = Field("", max_length=20, pattern=r"^[0-9+ -]*$")
    occurred_at: At = None
    received_at: At = None
    join: int | None = Field(None, description="add it to this alarm as a further report")
    exercise: int | None = None


class MisfireContact(Body):
    how: Literal["voice", "code"]
    who: str = Field("", max_length=60)
    code: str = Field("", max_length=4)


class Verdict(Body):
    verdict: str = Field(max_length=16, json_schema_extra={"enum": [code for code, _ in VERDICTS]})
    incident: int | None = None
    of: int | None = Field(None, description="duplicate: of which alarm")
    type: Code = ""
    note: str = Field("", max_length=4000)
    contact: MisfireContact | None = Field(None, description="misfire of an SOS: who was spoken to, or the code that was read back")


class ReopenReason(Body):
    reason: str = Field(min_length=1, max_length=400)


class Shelving(Body):
    minutes: int = Field(ge=1, le=1440)


class Placing(Body):
    lon: Lon
    lat: Lat
    place: str = Field("", max_length=120)


class StepDone(Body):
    kind: Literal["notify", "view"]
    note: str = Field("", max_length=400)


class Feedback(Body):
    to: str = Field(min_length=1, max_length=60)
    text: str = Field("", max_length=300)


class Hotspots(Body):
    hotspots: list[Any] = Field(min_length=1, max_length=MOST, description="rows are judged one by one; see the answer")
    exercise: int | None = None


class Judged(TypedDict):
    alarm: AlarmRow
    incident: IncidentRow | None


def found(alarm_id: int) -> Alarm:
    alarm = Alarm.objects.filter(pk=alarm_id).first()
    if alarm is None:
        raise Problem("not_found", "没有这条警情。")
    return alarm


def running(exercise: int | None, area: str) -> int | None:
    """The exercise, if it is going on here."""
    if exercise is None:
        return None
    row = Exercise.objects.filter(pk=exercise, ended_at=None).first()
    if row is None or not area.startswith(row.area):
        raise Problem("exercise", "没有正在本辖区进行的这场演练。", where=["exercise"])
    return exercise


@router.post("/alarms", response={201: AlarmRow, **REFUSALS}, operation_id="raise_alarm")
def post_alarm(request: HttpRequest, body: NewAlarm) -> HttpResponse:
    """With `join` the answer is that alarm, one report richer; what a device or a radio voice says may have been merged by the rules."""
    area = area_at(body.lon, body.lat)
    fields = body.model_dump(exclude={"join", "exercise"})

    def run(who: Caller) -> AlarmRow:
        if body.type and not EventType.objects.filter(pk=body.type).exists():
            raise Problem("invalid", f"没有事件类型 {body.type},请从列表中选择。", where=["type"])
        if body.join is not None and not who.may("alarm.raise", found(body.join).area):
            raise Problem("not_found", "要并入的警情不存在,或不在您的辖区内。", where=["join"])
        return raise_alarm(actor=who.actor, area=area, join_id=body.join, exercise=running(body.exercise, area), **fields).row()

    return command(request, "alarm.raise", area, run, status=201)


@router.get("/alarms/duplicates", response={200: list[Likely], **REFUSALS}, operation_id="likely_duplicates")
def get_duplicates(
    request: HttpRequest,
    lon: Annotated[Lon, Query()],
    lat: Annotated[Lat, Query()],
    type: Annotated[str, Query(max_length=8)] = "",
    at: datetime | None = None,
    exercise: int | None = None,
) -> list[Likely]:
    """Before saving: what may be the same event, likeliest first."""
    if at is not None and at.tzinfo is None:
        raise Problem("invalid", "时间须带时区,如 2026-11-21T08:00:00+08:00。", where=["at"])
    area = area_at(lon, lat)
    scopes = caller(request).scopes
    return likely(lon=lon, lat=lat, type=type, at=at or clock.now(), area=area, exercise=exercise, scopes=scopes)


@router.get("/alarms/{int:alarm_id}", response={200: AlarmWhole, **REFUSALS}, operation_id="get_alarm")
def get_alarm(request: HttpRequest, alarm_id: int) -> AlarmWhole:
    alarm = found(alarm_id)
    who = see(request, alarm.area)
    return whole(alarm, reveal=who.may("phone.reveal", alarm.area))


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

    def run(who: Caller) -> dict[str, Any]:
        if body.of is not None:
            _within(who, Alarm.objects.filter(pk=body.of).values_list("area", flat=True).first(), "of")
        if body.incident is not None:
            _within(who, Incident.objects.filter(pk=body.incident).values_list("area", flat=True).first(), "incident")
        alarm, incident = give_verdict(
            actor=who.actor,
            name=who.name,
            alarm_id=alarm_id,
            verdict=body.verdict,
            incident_id=body.incident,
            type=body.type,
            note=body.note,
            of=body.of,
            contact=body.contact.model_dump() if body.contact else None,  # type: ignore[arg-type]
        )
        return {"alarm": alarm.row(), "incident": incident.row() if incident else None}

    return command(request, "alarm.verify", found(alarm_id).area, run)


def _within(who: Caller, area: str | None, name: str) -> None:
    if area is None or not who.may("read", area):
        raise Problem("not_found", "所指的对象不存在,或不在您的辖区内。", where=[name])


@router.post("/alarms/{int:alarm_id}/reopen", response={200: AlarmRow, **REFUSALS}, operation_id="reopen_alarm")
def post_reopen(request: HttpRequest, alarm_id: int, body: ReopenReason) -> HttpResponse:
    return command(
        request,
        "alarm.verify",
        found(alarm_id).area,
        lambda who: reopen_alarm(actor=who.actor, name=who.name, alarm_id=alarm_id, reason=body.reason).row(),
    )


@router.post("/alarms/{int:alarm_id}/shelve", response={200: AlarmRow, **REFUSALS}, operation_id="shelve_alarm")
def post_shelve(request: HttpRequest, alarm_id: int, body: Shelving) -> HttpResponse:
    return command(
        request,
        "alarm.acknowledge",
        found(alarm_id).area,
        lambda who: shelve_alarm(actor=who.actor, name=who.name, alarm_id=alarm_id, minutes=body.minutes).row(),
    )


@router.post("/alarms/{int:alarm_id}/unshelve", response={200: AlarmRow, **REFUSALS}, operation_id="unshelve_alarm")
def post_unshelve(request: HttpRequest, alarm_id: int) -> HttpResponse:
    area = found(alarm_id).area
    return command(request, "alarm.acknowledge", area, lambda who: unshelve_alarm(actor=who.actor, alarm_id=alarm_id).row())


@router.post("/alarms/{int:alarm_id}/place", response={200: AlarmRow, **REFUSALS}, operation_id="place_alarm")
def post_place(request: HttpRequest, alarm_id: int, body: Placing) -> HttpResponse:
    return command(
        request,
        "alarm.verify",
        found(alarm_id).area,
        lambda who: place_alarm(actor=who.actor, alarm_id=alarm_id, lon=body.lon, lat=body.lat, place=body.place).row(),
    )


@router.post("/alarms/{int:alarm_id}/clear", response={200: AlarmRow, **REFUSALS}, operation_id="clear_alarm")
def post_clear(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Its source says that it is over; without an acknowledgement it stays on the queue."""
    return command(request, "alarm.verify", found(alarm_id).area, lambda who: clear_alarm(actor=who.actor, alarm_id=alarm_id).row())


@router.post("/alarms/{int:alarm_id}/steps", response={200: AlarmRow, **REFUSALS}, operation_id="mark_step")
def post_step(request: HttpRequest, alarm_id: int, body: StepDone) -> HttpResponse:
    """Done by other means than this system's: told on the phone, looked at by the ranger. The note says how."""
    return command(
        request,
        "alarm.verify",
        found(alarm_id).area,
        lambda who: mark_step(actor=who.actor, alarm_id=alarm_id, kind=body.kind, note=body.note).row(),
    )


@router.post("/alarms/{int:alarm_id}/feedback", response={200: AlarmRow, **REFUSALS}, operation_id="feed_back")
def post_feedback(request: HttpRequest, alarm_id: int, body: Feedback) -> HttpResponse:
    """The formal answer about a satellite hot spot has been given to `to`."""
    return command(
        request,
        "alarm.verify",
        found(alarm_id).area,
        lambda who: feed_back(actor=who.actor, alarm_id=alarm_id, to=body.to, text=body.text).row(),
    )


@router.post("/hotspots", response={201: Batch, **REFUSALS}, operation_id="take_hotspots")
def post_hotspots(request: HttpRequest, body: Hotspots) -> HttpResponse:
    """A batch of a satellite feed, by its token or by an officer. Rows outside the sender's area and bad rows are named, the others kept."""
    who = caller(request)
    if not any(who.has(verb) for verb in ("alarm.raise", INTAKE)):
        raise Problem("forbidden", "当前岗位不能录入卫星热点。", where=["alarm.raise"])

    def may(area: str) -> bool:
        return who.may("alarm.raise", area) or who.may(INTAKE, area)

    def run(who: Caller) -> Batch:
        exercise = running(body.exercise, Exercise.objects.filter(pk=body.exercise or 0).values_list("area", flat=True).first() or "")
        batch = take_hotspots(actor=who.actor, rows=body.hotspots, may=may, exercise=exercise)
        if not batch["kept"]:
            where = [f"hotspots.{row['row']}.{line}" for row in batch["refused"] for line in row["where"]][:20]
            foreign = all(row["where"] == ["lon", "lat"] for row in batch["refused"])
            raise Problem("forbidden" if foreign else "invalid", ";".join(row["detail"] for row in batch["refused"][:3]), where=where)
        return batch

    if who.locked:
        raise Problem("locked")
    return execute(request, who, run, status=201)

"""Verbs on alarms: raise, repeat, acknowledge, give a verdict."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from devices.intake import mark_sos
from dispatch.alarms.models import ACTIVE, CLEARED, CONFIRMED, Alarm
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.numbers import ALARM, next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import act


def raise_alarm(
    *,
    actor: str,
    source: str,
    urgency: str,
    lon: float | None,
    lat: float | None,
    area: str | None = None,
    type: str = "",
    place: str = "",
    text: str = "",
    caller_phone: str = "",
    subject_id: int | None = None,
    device: str = "",
    occurred_at: datetime | None = None,
    received_at: datetime | None = None,
    exercise: int | None = None,
) -> Alarm:
    """A new alarm, or one more repeat of the active alarm of the same device and source."""
    if area is None:
        if lon is None or lat is None:
            raise Problem("invalid", "警情既没有坐标也没有区划,请在地图上选点或选择区划。", where=["lon", "lat", "area"])
        area = area_at(lon, lat)
    with act(actor, exercise) as log:
        given = {"received_at": received_at} if received_at else {}
        try:
            with transaction.atomic():
                alarm = Alarm.objects.create(
                    number=next_number(ALARM), source=source, urgency=urgency, type=type, area=area, lon=lon, lat=lat, place=place, text=text,
                    caller_phone=caller_phone, subject_id=subject_id, device=device, occurred_at=occurred_at, exercise_id=exercise, **given,
                )  # fmt: skip
        except IntegrityError:
            return _repeat(actor=actor, source=source, device=device, lon=lon, lat=lat, exercise=exercise)
        tell(log, [alarm.stream], "alarm.raised", None, alarm.row(), area=area)
    return alarm


def _repeat(*, actor: str, source: str, device: str, lon: float | None, lat: float | None, exercise: int | None) -> Alarm:
    """The counter and the newest place; area and state stay, so that nobody's queue loses it."""
    with act(actor, exercise) as log:
        alarm = Alarm.objects.select_for_update().get(device=device, source=source, exercise_id=exercise, state=ACTIVE)
        before = alarm.row()
        alarm.repeats = F("repeats") + 1
        if lon is not None and lat is not None:
            alarm.lon, alarm.lat = lon, lat
        alarm.save(update_fields=["repeats", "lon", "lat"])
        alarm.refresh_from_db()
        tell(log, [alarm.stream], "alarm.repeated", before, alarm.row(), area=alarm.area)
    return alarm


def acknowledge_alarm(*, actor: str, name: str, alarm_id: int) -> Alarm:
    """Somebody has seen it; the name stays on every screen. A second acknowledgement changes nothing."""
    with act(actor) as log:
        alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
        if not alarm.acked_by:
            before = alarm.row()
            alarm.acked_by, alarm.acked_name, alarm.acked_at = actor, name, clock.now()
            alarm.save(update_fields=["acked_by", "acked_name", "acked_at"])
            tell(log, [alarm.stream], "alarm.acknowledged", before, alarm.row(), area=alarm.area)
    return alarm


def give_verdict(
    *, actor: str, name: str, alarm_id: int, verdict: str, incident_id: int | None = None, type: str = "", note: str = ""
) -> tuple[Alarm, Incident | None]:
    """What it was. `confirmed` opens an incident, or joins the alarm to `incident_id`; every other verdict clears it."""
    with act(actor) as log:
        alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
        if alarm.verdict:
            raise Problem("wrong_state", f"警情 {alarm.number} 已核实为“{alarm.get_verdict_display()}”,不能再次核实。")
        before = alarm.row()
        incident = _incident_for(actor, alarm, incident_id, type, note) if verdict == CONFIRMED else None
        now = clock.now()
        if not alarm.acked_by:
            alarm.acked_by, alarm.acked_name, alarm.acked_at = actor, name, now
        alarm.verdict, alarm.verdict_by, alarm.verdict_at, alarm.state = verdict, actor, now, CLEARED
        alarm.incident_id = incident.pk if incident else None
        alarm.save(update_fields=["verdict", "verdict_by", "verdict_at", "state", "incident_id", "acked_by", "acked_name", "acked_at"])
        if alarm.source == "sos" and alarm.subject_id is not None:
            mark_sos(subject_id=alarm.subject_id, active=False)
        tell(log, [alarm.stream], "alarm.verified", before, alarm.row(), area=alarm.area)
        if incident is not None:  # whole: the incident's stream has not heard of this alarm before
            tell(log, [f"incident:{incident.pk}"], "alarm.verified", None, alarm.row(), area=incident.area)
    return alarm, incident


def _incident_for(actor: str, alarm: Alarm, incident_id: int | None, type: str, note: str) -> Incident:
    if incident_id is not None:
        incident = Incident.objects.filter(pk=incident_id).first()
        if incident is None or not incident.open:
            raise Problem("wrong_state", "要并入的事件不存在或已结束,请另选事件或新建。")
        return incident
    if alarm.lon is None or alarm.lat is None:
        raise Problem("invalid", "该警情没有坐标,请先在地图上补点,或并入已有事件。", where=["lon", "lat"])
    code = type or alarm.type
    if not code:
        raise Problem("invalid", "请选择事件类型后再立案。", where=["type"])
    return open_incident(
        actor=actor,
        type=code,
        lon=alarm.lon,
        lat=alarm.lat,
        area=alarm.area,
        place=alarm.place,
        text=note or alarm.text,
        exercise=alarm.exercise_id,
    )

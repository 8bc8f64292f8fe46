"""Verbs on alarms: raise, join, acknowledge, clear, place. Verdicts, steps and shelving are beside it and may be imported from here."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from dispatch.alarms.escalation import arm, disarm
from dispatch.alarms.holding import hold
from dispatch.alarms.hooks import tell_fate, tell_raised
from dispatch.alarms.limits import limits
from dispatch.alarms.merging import find, join, merge, one_at_a_time, rings_back
from dispatch.alarms.models import ACTIVE, AUTOMATIC, CLEARED, NOTIFY, SOS, SYSTEM, VERDICT, VIEW, Alarm, Report
from dispatch.alarms.shelving import end_shelving, shelve_alarm, unshelve_alarm
from dispatch.alarms.signals import Signal, keep
from dispatch.alarms.steps import drop, feed_back, mark_step, start_steps
from dispatch.alarms.verdicts import give_verdict, reopen_alarm
from dispatch.numbers import ALARM, next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import Log, act

__all__ = [
    "acknowledge_alarm", "clear_alarm", "feed_back", "give_verdict", "mark_step", "place_alarm", "raise_alarm", "reopen_alarm", "shelve_alarm",
    "unshelve_alarm",
]  # fmt: skip

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # as for devices' clocks; the database's calendar ends before Python's does
AHEAD = timedelta(minutes=1)  # an officer's watch may be a little fast


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
    join_id: int | None = None,
    key: str = "",
    facts: dict[str, Any] | None = None,
    test: bool = False,
    with_devices: bool = False,
) -> Alarm:
    """A new alarm, or one more signal of one there is: the same device again, the same fire seen by another source, or `join_id`.

    `key` is the sender's own id of the signal: sent again it changes nothing. `with_devices`: a call that another agency has judged joins an alarm of devices.
    """
    if area is None:
        if lon is None or lat is None:
            raise Problem("invalid", "警情既没有坐标也没有区划,请在地图上选点或选择区划。", where=["lon", "lat", "area"])
        area = area_at(lon, lat)
    with act(actor, exercise) as log:
        now = clock.now()
        signal = Signal(
            actor=actor, source=source, urgency="normal" if test else urgency, lon=lon, lat=lat, now=now, received_at=received_at or now,
            occurred_at=occurred_at, type=type, place=place, text=text, caller_phone=caller_phone, subject_id=subject_id, device=device,
            key=key, facts=facts or {}, exercise=exercise,
        )  # fmt: skip
        _believable(signal)
        found = limits(area)
        if source not in (SOS, SYSTEM):  # a call for help waits for nobody, and merges with nothing
            one_at_a_time(exercise)
        if key and (known := _known(signal)) is not None:
            return known
        if join_id is not None:
            return join(join_id, signal, found)
        if signal.automatic and (same := find(signal, found)) is not None:
            return merge(same[0], signal, found, distance=same[1])
        if with_devices and (same := find(signal, found)) is not None and Alarm.objects.filter(pk=same[0], source__in=AUTOMATIC).exists():
            return merge(same[0], signal, found, distance=same[1])
        return _raise(log, signal, area, found, test=test)


def _raise(log: Log, signal: Signal, area: str, found: dict[str, Any], *, test: bool) -> Alarm:
    late = signal.late(found["alarm.late_entry_s"])
    try:
        with transaction.atomic():
            alarm = Alarm.objects.create(
                number=next_number(ALARM), source=signal.source, urgency=signal.urgency, type=signal.type, area=area, lon=signal.lon,
                lat=signal.lat, place=signal.place, text=signal.text, caller_phone=signal.caller_phone, subject_id=signal.subject_id,
                device=signal.device, occurred_at=signal.occurred_at, received_at=signal.received_at, entered_at=signal.now,
                seen_at=signal.seen_at, last_seen_at=signal.seen_at, sources=[signal.source], late=late, test=test,
                code=f"{secrets.randbelow(10_000):04d}" if signal.source == SOS else "", exercise_id=signal.exercise,
            )  # fmt: skip
    except IntegrityError:  # the device's alarm is active still: one alarm with a counter
        twin = Alarm.objects.get(device=signal.device, source=signal.source, exercise_id=signal.exercise, state=ACTIVE, test=test)
        return merge(twin.pk, signal, found)
    keep(alarm, signal, late=late)
    if not test:
        start_steps(alarm, signal.source, received_at=signal.received_at, now=signal.now, found=found)
        arm(alarm, found)
    tell(log, [alarm.stream], "alarm.raised", None, alarm.row(), area=area)
    if not test:
        tell_raised(alarm)
    return alarm


def _known(signal: Signal) -> Alarm | None:
    report = Report.objects.filter(source=signal.source, key=signal.key, exercise_id=signal.exercise).select_related("alarm").first()
    return report.alarm if report else None


def _believable(signal: Signal) -> None:
    """What a person types about the past cannot lie ahead. Devices' clocks are judged where they are read."""
    for name, what, at in (("received_at", "接报", signal.received_at), ("occurred_at", "发生", signal.occurred_at)):
        if at is not None and at < EARLIEST:
            raise Problem("invalid", f"{what}时间早于 2000 年,请核对。", where=[name])
        if at is not None and at > signal.now + AHEAD and signal.actor.startswith("user:"):
            raise Problem("invalid", f"{what}时间晚于当前时间,请核对。", where=[name])


def acknowledge_alarm(*, actor: str, name: str, alarm_id: int) -> Alarm:
    """Somebody has seen it; the name stays on every screen. A second acknowledgement changes nothing."""
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        if alarm.acked_by:
            return alarm
        over = rings_back(alarm)
        alarm.acked_by, alarm.acked_name, alarm.acked_at = actor, name, clock.now()
        held.save("acked_by", "acked_name", "acked_at")
        disarm(alarm)
        if over:  # its source took it back and somebody has seen that: nobody need do more
            drop(alarm, NOTIFY, VIEW, VERDICT)
        held.tell("alarm.acknowledged")
        tell_fate("acknowledged", alarm)
    return alarm


def clear_alarm(*, actor: str, alarm_id: int) -> Alarm:
    """Its source says that it is over. Until somebody has acknowledged it, it stays on the queue: 恢复未确认."""
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        if alarm.source == SOS:
            raise Problem("wrong_state", f"求救 {alarm.number} 只能由核实结论解除。")
        if alarm.state != ACTIVE:
            return alarm
        alarm.state, alarm.cleared_at = CLEARED, clock.now()
        end_shelving(alarm)
        held.save("state", "cleared_at", "shelved_until", "shelved_by", "shelved_name")
        if alarm.acked_by:
            drop(alarm, NOTIFY, VIEW, VERDICT)
        held.tell("alarm.cleared")
    return alarm


def place_alarm(*, actor: str, alarm_id: int, lon: float, lat: float, place: str = "") -> Alarm:
    """Where it really is. It moves to the board of the area it lies in; the reports keep what their sources said."""
    with hold(actor, alarm_id) as held:
        alarm = held.alarm
        area = area_at(lon, lat)
        came_from = alarm.area
        alarm.lon, alarm.lat, alarm.area, alarm.place = lon, lat, area, place or alarm.place
        held.save("lon", "lat", "area", "place")
        if area == came_from:
            held.tell("alarm.changed")
            return alarm
        held.log.append(f"area:{came_from}", "alarm.left", {"id": alarm.pk, "area": came_from})
        tell(held.log, [alarm.stream], "alarm.entered", None, alarm.row(), area=area)
        tell(held.log, alarm.streams[1:], "alarm.changed", held.before, alarm.row(), area=area)
    return alarm

"""signal → **merging** → alarm: one fire, seen by a drone, a ranger and a satellite, is one alarm with three signals.

Automatic signals only, and into anything but a call for help. What merges: near the first signal in place, near the first or the latest in time,
types of one kind; into an alarm that is active, or that was confirmed and whose incident is still open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from dispatch.alarms.escalation import arm
from dispatch.alarms.holding import Held, hold
from dispatch.alarms.matching import box, compatible, sharper, soon
from dispatch.alarms.models import ACTIVE, AUTOMATIC, CLEARED, CONFIRMING, SOS, SYSTEM, URGENCY_RANK, Alarm, Report
from dispatch.alarms.shelving import end_shelving
from dispatch.alarms.signals import Signal, keep
from dispatch.alarms.steps import start_steps
from dispatch.distance import great_circle_m
from dispatch.incidents.models import Incident
from realtime.codes import Problem


def one_at_a_time(exercise: int | None) -> None:
    """Held until the action commits: the second of two signals of one fire sees the alarm that the first one made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"alarm.merge:{exercise}"])


def takes(alarm: Alarm) -> bool:
    """May signals still be added to it?"""
    if alarm.archived:
        return False
    if alarm.state == ACTIVE:
        return True
    return alarm.verdict in CONFIRMING and Incident.objects.filter(pk=alarm.incident_id or 0).exclude(phase="closed").exists()


def rings_back(alarm: Alarm) -> bool:
    """Cleared by its source and seen by nobody: still on the queue."""
    return alarm.state == CLEARED and not alarm.verdict and not alarm.acked_by


def find(signal: Signal, found: dict[str, Any]) -> tuple[int, float | None] | None:
    """The alarm this signal belongs to and how far it is from it; the nearest, then the newest."""
    mine = _of_same_device(signal, found)
    if mine is not None or signal.lon is None or signal.lat is None:
        return mine
    radius, within, families = float(found["alarm.merge_m"]), timedelta(minutes=float(found["alarm.merge_min"])), found["alarm.families"]
    near: list[tuple[float, int]] = []
    for alarm in around(signal.lon, signal.lat, radius, signal.exercise):
        away = great_circle_m(signal.lon, signal.lat, alarm.lon or 0.0, alarm.lat or 0.0)
        alike = compatible(signal.type, alarm.type, families)
        if away <= radius and alike and soon(signal.seen_at, alarm.seen_at, alarm.last_seen_at, within):
            near.append((away, -alarm.pk))
    for away, negative in sorted(near):
        locked = Alarm.objects.select_for_update().get(pk=-negative)  # a verdict may have been given meanwhile
        if takes(locked):
            return locked.pk, away
    return None


def around(lon: float, lat: float, radius_m: float, exercise: int | None) -> list[Alarm]:
    """On the board, in the box around the circle; no calls for help, nothing of the system's, no tests."""
    west, south, east, north = box(lon, lat, radius_m)
    rows = Alarm.objects.filter(archived=False, exercise_id=exercise, test=False, lon__range=(west, east), lat__range=(south, north))
    rows = rows.filter(Q(state=ACTIVE) | Q(verdict__in=CONFIRMING, incident_id__isnull=False))
    return list(rows.exclude(source__in=(SOS, SYSTEM)))


def _of_same_device(signal: Signal, found: dict[str, Any]) -> tuple[int, float | None] | None:
    """A device that goes on saying the same is one alarm however long it lasts; a drone that has flown on may see another fire."""
    if not signal.device:
        return None
    said = Report.objects.filter(device=signal.device, source=signal.source, exercise_id=signal.exercise).values("alarm")
    rows = Alarm.objects.filter(pk__in=said, source__in=AUTOMATIC, test=False, archived=False, verdict="").order_by("-pk")
    for alarm in rows[:20]:
        away = None
        if signal.lon is not None and signal.lat is not None and alarm.lon is not None and alarm.lat is not None:
            away = great_circle_m(signal.lon, signal.lat, alarm.lon, alarm.lat)
        if (away is None or away <= float(found["alarm.merge_m"])) and compatible(signal.type, alarm.type):
            locked = Alarm.objects.select_for_update().get(pk=alarm.pk)
            if not locked.verdict and (locked.state == ACTIVE or rings_back(locked)):
                return locked.pk, away
    return None


def merge(alarm_id: int, signal: Signal, found: dict[str, Any], *, distance: float | None = None) -> Alarm:
    """Keep the signal under this alarm; the alarm learns what it did not know and never forgets."""
    with hold(signal.actor, alarm_id) as held:
        alarm = held.alarm
        again = bool(signal.device) and alarm.signals.filter(device=signal.device, source=signal.source).exists()
        keep(alarm, signal, late=signal.late(found["alarm.late_entry_s"]), distance=distance)
        alarm.reports += 1
        alarm.repeats += again
        if signal.source not in alarm.sources:
            alarm.sources = [*alarm.sources, signal.source]
        if compatible(signal.type, alarm.type):
            alarm.type = sharper(signal.type, alarm.type)
        alarm.place = alarm.place or signal.place
        alarm.last_seen_at = max(alarm.last_seen_at, signal.seen_at)
        _follow(alarm, signal)
        _raise_urgency(held, signal, found)
        if rings_back(alarm):
            alarm.state, alarm.cleared_at = ACTIVE, None
            arm(alarm, found)
        held.save(
            "reports", "repeats", "sources", "type", "place", "last_seen_at", "lon", "lat", "urgency", "state", "cleared_at",
            "shelved_until", "shelved_by", "shelved_name",
        )  # fmt: skip
        start_steps(alarm, signal.source, received_at=signal.received_at, now=signal.now, found=found)
        held.tell("alarm.repeated" if again else "alarm.merged")
    return alarm


def _follow(alarm: Alarm, signal: Signal) -> None:
    """A call for help is where its device is now; an alarm without a place takes the first one it hears. Everything else stays put."""
    if signal.lon is not None and signal.lat is not None and (alarm.source == SOS or alarm.lon is None):
        alarm.lon, alarm.lat = signal.lon, signal.lat


def _raise_urgency(held: Held, signal: Signal, found: dict[str, Any]) -> None:
    alarm = held.alarm
    if alarm.test or URGENCY_RANK[signal.urgency] <= URGENCY_RANK[alarm.urgency]:
        return
    alarm.urgency = signal.urgency
    if alarm.urgency == "critical" and alarm.shelved_until is not None:
        end_shelving(alarm)
    if not alarm.acked_by:
        arm(alarm, found, waited=signal.now - alarm.entered_at)


def join(alarm_id: int, signal: Signal, found: dict[str, Any]) -> Alarm:
    """What a person typed, added to an alarm that a person chose."""
    alarm = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if alarm is None:
        raise Problem("not_found", "要并入的警情不存在。", where=["join"])
    if alarm.exercise_id != signal.exercise:
        raise Problem("exercise", f"警情 {alarm.number} 与本条不属于同一演练或实战,不能并入。", where=["join"])
    if alarm.source in (SOS, SYSTEM):
        raise Problem("wrong_state", f"警情 {alarm.number} 是{alarm.get_source_display()},不与其他警情合并,请单独录入。", where=["join"])
    if not takes(alarm):
        raise Problem("wrong_state", f"警情 {alarm.number} 已了结,不能再并入,请单独录入。", where=["join"])
    away = None
    if None not in (signal.lon, signal.lat, alarm.lon, alarm.lat):
        away = great_circle_m(signal.lon, signal.lat, alarm.lon, alarm.lat)  # type: ignore[arg-type]
    return merge(alarm_id, signal, found, distance=away)

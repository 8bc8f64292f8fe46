"""query → **asking** → whose way: subjects by themselves, or everybody who was sent to an incident, each for as long as it was theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from devices.terminals.models import Subject
from dispatch.incidents.models import Incident
from dispatch.orders.models import Assignment
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.codes import Problem
from realtime.rules.models import rule

EXPORT = "replay.export"
MOST = 200  # subjects of one file


class Way(NamedTuple):
    subject: int
    label: str
    area: str
    since: datetime
    until: datetime
    exercise: int | None


class Asked(NamedTuple):
    title: str
    area: str
    ways: list[Way]
    since: datetime
    until: datetime
    incident: int | None
    exercise: int | None


def span_of(since: datetime, until: datetime, area: str) -> tuple[datetime, datetime]:
    until = min(until, clock.now())
    if until <= since:
        raise Problem("invalid", "止点须晚于起点,且起点不能在将来。", where=["since", "until"])
    hours = float(rule("tracks.export_hours", area))
    if until - since > timedelta(hours=hours):
        raise Problem("invalid", f"一次最多导出 {hours:g} 小时的轨迹,请分段导出。", where=["since", "until"])
    return since, until


def of_subjects(who: Caller, subjects: Sequence[int], since: datetime, until: datetime) -> Asked:
    wanted = list(dict.fromkeys(subjects))
    if not 0 < len(wanted) <= MOST:
        raise Problem("invalid", f"请选择 1 至 {MOST} 个对象。", where=["subjects"])
    rows = Subject.objects.in_bulk(wanted)
    if any(pk not in rows or not who.may(READ, rows[pk].area) for pk in wanted):
        raise Problem("not_found", "没有这个对象,或它不在您的辖区内。")
    for row in rows.values():
        _permitted(who, row.area)
    first = rows[wanted[0]]
    since, until = span_of(since, until, first.area)
    ways = [Way(pk, rows[pk].label, rows[pk].area, since, until, rows[pk].exercise_id) for pk in wanted]
    title = first.label + (f"等{len(ways)}个对象" if len(ways) > 1 else "")
    exercises = {way.exercise for way in ways}
    return Asked(title, first.area, ways, since, until, None, exercises.pop() if len(exercises) == 1 else None)


def of_incident(who: Caller, incident: Incident, since: datetime | None, until: datetime | None) -> Asked:
    """Without a span, from its opening to its end or now. A unit's way home is its own affair once it is released."""
    if not who.may(READ, incident.area):
        raise Problem("not_found", "没有这个事件,或它不在您的辖区内。")
    _permitted(who, incident.area)
    since, until = span_of(since or incident.opened_at, until or incident.closed_at or clock.now(), incident.area)
    ways = []
    sent = Assignment.objects.filter(incident=incident).exclude(state="planned").select_related("unit__subject").order_by("opened_at", "id")
    for one in sent:
        start, end = max(since, one.opened_at), min(until, one.released_at or until)
        if start < end:
            subject = one.unit.subject
            ways.append(Way(subject.pk, subject.label, subject.area, start, end, incident.exercise_id))
    if not ways:
        raise Problem("invalid", "这个时段内没有队伍在该事件上。", where=["incident"])
    return Asked(f"事件 {incident.number}", incident.area, ways[:MOST], since, until, incident.pk, incident.exercise_id)


def _permitted(who: Caller, area: str) -> None:
    if not who.may(EXPORT, area):
        raise Problem("forbidden", f"当前岗位没有“{EXPORT}”权限,或对象不在您的辖区(区划 {area})内。", where=[EXPORT, area])

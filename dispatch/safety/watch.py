"""clerk → **watch** → check: a crew that is not heard is overdue, then lost; a crew in a danger area is told and alarmed."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta

import shapely

from devices.freshness import limits
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.alarms.actions import raise_alarm
from dispatch.safety.contact import WATCH
from dispatch.safety.dangers import Presence, follow_presence
from dispatch.safety.models import LOST, OK, OVERDUE, Check, Danger
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.log import act
from realtime.rules.models import rule

CLERK = "clerk"
TOGETHER = 3  # from so many crews lost in one look on, a mast fell rather than each crew: one alarm for the district


def contact_due(assignment_id: int) -> None:
    """The interval passed without a word: overdue, and somebody must call."""
    check = Check.objects.select_for_update(of=("self",)).select_related("incident", "unit").filter(pk=assignment_id, over=False).first()
    if check is None or check.state != OK:
        return
    with act(CLERK, check.exercise_id) as log:
        before = check.row()
        check.state = OVERDUE
        check.save(update_fields=["state"])
        tell(log, check.streams, "check.overdue", before, check.row(), area=check.area)
        alarm(check, f"{check.unit.name} 超过 {check.interval_s // 60} 分钟没有联络,请呼叫确认。", "check")


def alarm(check: Check, text: str, what: str, urgency: str = "urgent") -> None:
    fix = LastFix.objects.filter(subject_id=check.unit_id).first()
    place = fix or check.incident
    raise_alarm(
        actor=CLERK, source="system", urgency=urgency, lon=place.lon, lat=place.lat, area=check.area, place=check.unit.name, text=text,
        subject_id=check.unit_id, device=f"{what}:{check.pk}", exercise=check.exercise_id,
    )  # fmt: skip


def look(exercise: int) -> None:
    """Every crew's position against lost limits and danger areas; sets itself again while there is anybody to watch."""
    scope = exercise or None
    checks = list(
        Check.objects.select_for_update(of=("self",))
        .select_related("incident", "unit")
        .filter(over=False, exercise_id=scope)
        .order_by("pk")
    )
    dangers = list(Danger.objects.filter(ended_at=None, exercise_id=scope))
    if not checks:
        return
    fixes = {fix.subject_id: fix for fix in LastFix.objects.filter(subject_id__in=[check.unit_id for check in checks])}
    zones = [shapely.from_geojson(json.dumps(danger.shape)) for danger in dangers]
    presences: list[Presence] = []
    gone: defaultdict[str, list[Check]] = defaultdict(list)
    now, silent = clock.now(), _silent_units(checks, fixes)
    for check in checks:
        fix = fixes.get(check.unit_id)
        at = {
            danger.pk
            for danger, zone in zip(dangers, zones, strict=True)
            if fix is not None and zone.intersects(shapely.Point(fix.lon, fix.lat))
        }
        deaf = any(danger.kind == Danger.DEAD_ZONE and danger.pk in at for danger in dangers)
        if _judge(check, deaf=deaf, silent=check.unit_id in silent, now=now):
            gone[check.area].append(check)
        presences += [Presence(check, danger, danger.pk in at) for danger in dangers if danger.kind != Danger.DEAD_ZONE]
    for lost in gone.values():
        _tell_lost(lost)
    follow_presence(presences)
    set_deadline(WATCH, exercise, float(rule("safety.watch_s")), exercise=scope)


def _silent_units(checks: list[Check], fixes: dict[int, LastFix]) -> set[int]:
    """Units whose positions stopped, or that never gave any: a crew with a voice radio only is watched by voice alone."""
    kinds = limits()
    every = dict(
        Terminal.objects.live()
        .filter(subject_id__in=[check.unit_id for check in checks])
        .exclude(expected_interval_s=None)
        .values_list("subject_id", "expected_interval_s")
    )
    now = clock.now()
    silent = set()
    for check in checks:
        fix = fixes.get(check.unit_id)
        limit = max(kinds["team"]["lost_s"], 3 * float(every.get(check.unit_id) or 0))
        if fix is None or (now - fix.received_at).total_seconds() > limit:
            silent.add(check.unit_id)
    return silent


def _judge(check: Check, *, deaf: bool, silent: bool, now: datetime) -> bool:
    """Lost needs both: no positions, and no voice or roll call well past the interval. In a dead zone silence is expected for longer."""
    patience = float(rule("safety.dead_zone_s" if deaf else "safety.lost_after_s", check.area))
    unheard = now > check.due_at + timedelta(seconds=patience)
    is_lost = check.state != LOST and silent and unheard
    if not is_lost and deaf == check.dead_zone:
        return False
    with act(CLERK, check.exercise_id) as log:
        before = check.row()
        check.dead_zone = deaf
        if is_lost:
            check.state, check.lost_at = LOST, now
        check.save(update_fields=["dead_zone", "state", "lost_at"])
        tell(log, check.streams, "check.lost" if is_lost else "check.changed", before, check.row(), area=check.area)
    return is_lost


def _tell_lost(lost: list[Check]) -> None:
    if len(lost) < TOGETHER:
        for check in lost:
            alarm(check, f"{check.unit.name} 失联:定位中断,且没有话音或点名应答。", "lost", "critical")
        return
    first = lost[0]
    names = "、".join(check.unit.name for check in lost[:6])
    alarm(first, f"{len(lost)} 支队伍同时失联,可能是通信中断:{names}。", "lost-area", "critical")

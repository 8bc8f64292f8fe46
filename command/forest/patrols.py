"""Verbs on rounds: send a ranger out, follow the marker past the points, end it. The clerk says when it is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from command.forest.checking import check_in
from command.forest.models import FirePoint
from command.forest.records import DONE, GOING, STOPPED, Patrol, PatrolStop
from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from dispatch.distance import great_circle_m
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act, current
from realtime.rules.models import rule

DUE = "forest.patrol"  # deadline kind
BATCH = 200


def start_patrol(
    *, actor: str, name: str, area: str, ranger: str, points: Sequence[int], due_at: datetime, subject_id: int | None = None,
    line: dict[str, Any] | None = None, exercise: int | None = None,
) -> Patrol:  # fmt: skip
    """Past these points in this order, by then."""
    with act(actor, exercise) as log:
        now = clock.now()
        if due_at <= now:
            raise Problem("invalid", "完成时限已经过去,请重填。", where=["due_at"])
        known = {point.pk: point for point in FirePoint.objects.current().filter(pk__in=points)}
        strange = [number for number in points if number not in known or not known[number].area.startswith(area)]
        if strange or len(set(points)) != len(points):
            raise Problem("invalid", "巡护点位须为本区在用的点位,且不重复。", where=["points"])
        if subject_id is not None and not Subject.objects.filter(pk=subject_id).exists():
            raise Problem("not_found", "没有这个定位对象。", where=["subject"])
        patrol = Patrol.objects.create(
            name=name.strip(),
            area=area,
            ranger=ranger.strip(),
            subject_id=subject_id,
            line=line,
            due_at=due_at,
            by=actor,
            exercise_id=exercise,
        )
        PatrolStop.objects.bulk_create([PatrolStop(patrol=patrol, point=known[number], order=n) for n, number in enumerate(points)])
        set_deadline(DUE, patrol.pk, (due_at - now).total_seconds(), exercise=exercise)
        patrol.refresh_from_db()
        tell(log, [patrol.stream], "patrol.started", None, patrol.row(), area=area)
    return patrol


def stop_patrol(*, actor: str, patrol_id: int, why: str) -> Patrol:
    """Broken off, with a reason; what was passed stays passed."""
    found = Patrol.objects.filter(pk=patrol_id).first()
    if found is None:
        raise Problem("not_found", "没有这次巡护。")
    with act(actor, found.exercise_id) as log:
        patrol = Patrol.objects.select_for_update(of=("self",)).get(pk=patrol_id)
        if patrol.state != GOING:
            raise Problem("wrong_state", f"巡护“{patrol.name}”已结束。")
        _end(log, patrol, STOPPED, why.strip())
    return patrol


def finish_if_done(log: Log, patrol: Patrol) -> None:
    if not patrol.stops.filter(done_at=None).exists():
        _end(log, patrol, DONE, "")


def _end(log: Log, patrol: Patrol, state: str, why: str) -> None:
    before = patrol.row()
    patrol.state, patrol.why, patrol.ended_at = state, why, clock.now()
    patrol.save(update_fields=["state", "why", "ended_at"])
    clear_deadline(DUE, patrol.pk)
    tell(log, [patrol.stream], "patrol.ended", before, patrol.row(), area=patrol.area)


def patrol_due(patrol_id: int) -> None:
    patrol = Patrol.objects.select_for_update(of=("self",)).filter(pk=patrol_id, state=GOING).first()
    if patrol is None or patrol.overdue:
        return
    with act("clerk", patrol.exercise_id) as log:
        before = patrol.row()
        patrol.overdue = True
        patrol.save(update_fields=["overdue"])
        tell(log, [patrol.stream], "patrol.overdue", before, patrol.row(), area=patrol.area)


def follow_rangers() -> int:
    """The worker's: who carries a terminal needs no button – inside the radius with a fresh position is there."""
    ticked = 0
    for patrol in Patrol.objects.filter(state=GOING).exclude(subject=None):
        fix = LastFix.objects.filter(subject_id=patrol.subject_id or 0).first()
        if fix is None or (clock.now() - fix.received_at).total_seconds() > float(rule("forest.fix_s", patrol.area)):
            continue
        for stop in patrol.stops.filter(done_at=None).select_related("point"):
            near = stop.point.radius_m or float(rule("forest.check_m", patrol.area))
            if fix.fixed_at >= patrol.started_at and great_circle_m(fix.lon, fix.lat, stop.point.lon, stop.point.lat) <= near:
                check_in(
                    actor="rule:forest.check_m", name=patrol.ranger, point_id=stop.point_id, how="terminal", subject_id=patrol.subject_id,
                    patrol_id=patrol.pk,
                )  # fmt: skip
                ticked += 1
    return ticked


def archive_patrols() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        found = Patrol.objects.filter(archived=False, ended_at__lt=before)
        return _leave(log, Patrol.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:BATCH])))


def with_exercise(exercise: int) -> None:
    found = Patrol.objects.filter(exercise_id=exercise, archived=False)
    for one in found:
        clear_deadline(DUE, one.pk)
    _leave(current(), found)


def shift_terms(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster."""
    for one in Patrol.objects.select_for_update(of=("self",)).filter(exercise_id=exercise, state=GOING):
        with act("system", exercise) as log:
            before = one.row()
            one.due_at = one.due_at - by
            one.save(update_fields=["due_at"])
            tell(log, [one.stream], "patrol.moved", before, one.row(), area=one.area)


def _leave(log: Log, found: Any) -> int:
    for one in found:
        log.append(one.stream, "patrol.left", {"id": one.pk, "area": one.area})
    return int(found.update(archived=True))

"""worker → **archive** → log: takes what is over off the board, a day later, and tells every screen so; an exercise leaves when it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models.functions import Now

from dispatch.alarms.models import CLEARED, FEEDBACK, Alarm, Step
from dispatch.incidents.models import CLOSED, Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200

_with_incident: list[Callable[[Log, Incident], None]] = []


def on_leave(take_off: Callable[[Log, Incident], None]) -> None:
    """`take_off(log, incident)` says which rows of an app leave the board together with the incident; registered in `AppConfig.ready`."""
    if take_off not in _with_incident:
        _with_incident.append(take_off)


def archive_over() -> int:
    """Alarms with a verdict and incidents closed longer ago than the rule `board.keep_h`; returns how many."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        alarms = list(
            Alarm.objects.select_for_update(skip_locked=True)
            .filter(archived=False, state=CLEARED, cleared_at__lt=before)
            .exclude(acked_by="")  # 恢复未确认: on the queue until somebody has seen it
            .exclude(steps__in=Step.objects.filter(kind=FEEDBACK, done_at=None))
            .exclude(incident_id__in=Incident.objects.exclude(phase=CLOSED).values("pk"))[:BATCH]  # it still takes signals
        )
        incidents = list(
            Incident.objects.select_for_update(skip_locked=True).filter(archived=False, phase=CLOSED, closed_at__lt=before)[:BATCH]
        )
        _leave(log, alarms, incidents)
    return len(alarms) + len(incidents)


def clear_exercise(exercise: int) -> None:
    """Inside the action that ends it."""
    alarms = Alarm.objects.filter(exercise_id=exercise, archived=False)
    incidents = Incident.objects.filter(exercise_id=exercise, archived=False)
    _leave(current(), list(alarms), list(incidents))


def _leave(log: Log, alarms: list[Alarm], incidents: list[Incident]) -> None:
    for alarm in alarms:
        log.append(alarm.stream, "alarm.left", {"id": alarm.pk, "area": alarm.area})
    for incident in incidents:
        for take_off in _with_incident:
            take_off(log, incident)
        log.append(f"area:{incident.area}", "incident.left", {"id": incident.pk, "area": incident.area})
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(archived=True)
    Incident.objects.filter(pk__in=[incident.pk for incident in incidents]).update(archived=True)

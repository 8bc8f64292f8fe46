"""archive → **leaving** → log: sets of tasks go off the boards with their incident, with their exercise, or a day after they are over."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from command.plans.tasks.models import OVER, Task, TaskSet
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_incident(log: Log, incident: Incident) -> None:
    _leave(log, list(TaskSet.objects.filter(incident_id=incident.pk, archived=False)))


def with_exercise(exercise: int) -> None:
    _leave(current(), list(TaskSet.objects.filter(exercise_id=exercise, archived=False)))


def archive_task_sets() -> int:
    """For the worker: sets that are over – ended, or with nothing open in them – longer than `board.keep_h`."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        found = TaskSet.objects.select_for_update(skip_locked=True).filter(archived=False, at__lt=before)
        rows = [held for held in found.filter(state=OVER)[:BATCH]]
        rows += [held for held in found.exclude(state=OVER).filter(counts__open=0).exclude(tasks__closed_at__gte=before)[:BATCH]]
        _leave(log, rows)
    return len(rows)


def _leave(log: Log, rows: list[TaskSet]) -> None:
    sets = [row.pk for row in rows]
    for row in rows:
        log.append(f"area:{row.area}", "task_set.left", {"id": row.pk, "area": row.area})
    for task in Task.objects.filter(set__in=sets, owner__user__isnull=False).select_related("owner", "set"):
        log.append(f"user:{task.owner.user_id}", "task.left", {"id": task.pk, "area": task.set.area})  # type: ignore[union-attr]
    TaskSet.objects.filter(pk__in=sets).update(archived=True)

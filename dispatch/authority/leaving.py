"""Approvals leave the board: with their incident, with their exercise, or a day after they were settled."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from dispatch.authority.models import ASKED, Approval
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_incident(log: Log, incident: Incident) -> None:
    _leave(log, Approval.objects.filter(incident_id=incident.pk, archived=False))


def with_exercise(exercise: int) -> None:
    _leave(current(), Approval.objects.filter(exercise_id=exercise, archived=False))


def archive_approvals() -> int:
    """For the worker. What is still owed stays in sight."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = Approval.objects.filter(archived=False, asked_at__lt=before).exclude(state=ASKED)
        return _leave(log, Approval.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:BATCH])))


def _leave(log: Log, approvals: QuerySet[Approval]) -> int:
    for approval in approvals:
        log.append(f"area:{approval.area}", "approval.left", {"id": approval.pk, "area": approval.area})
    return approvals.update(archived=True)

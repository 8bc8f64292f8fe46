"""Presses leave the board: with their incident, with their exercise, or a day after."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.onekey.kinds import PRESS
from command.onekey.models import Press
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_incident(log: Log, incident: Incident) -> None:
    _leave(log, Press.objects.filter(incident_id=incident.pk, archived=False))


def with_exercise(exercise: int) -> None:
    _leave(current(), Press.objects.filter(exercise_id=exercise, archived=False))


def archive_presses() -> int:
    """For the worker: those of an area or a selection; those of an incident leave with it."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(Press.objects.filter(archived=False, incident_id=None, at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Press.objects.filter(pk__in=over))


def _leave(log: Log, presses: QuerySet[Press]) -> int:
    for press in presses:
        log.append(f"area:{press.area}", f"{PRESS}.left", {"id": press.pk, "area": press.area})
    return presses.update(archived=True)

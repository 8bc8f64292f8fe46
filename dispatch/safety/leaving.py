"""An incident leaves the board, or an exercise ends: its roll calls, danger areas and checks go with it."""

from __future__ import annotations

from django.db.models import Q

from dispatch.incidents.models import Incident
from dispatch.safety.models import Check, Danger, RollCall
from realtime import clock
from realtime.log import Log, current


def with_incident(log: Log, incident: Incident) -> None:
    for roll_call in RollCall.objects.filter(incident=incident):
        log.append(f"area:{roll_call.area}", "roll_call.left", {"id": roll_call.pk, "area": roll_call.area})
    _end(log, Q(incident=incident))


def with_exercise(exercise: int) -> None:
    _end(current(), Q(exercise_id=exercise))


def _end(log: Log, of: Q) -> None:
    checks, dangers = Check.objects.filter(of, over=False), Danger.objects.filter(of, ended_at=None)
    for check in checks:
        log.append(f"area:{check.area}", "check.left", {"id": check.pk, "area": check.area})
    for danger in dangers:
        log.append(f"area:{danger.area}", "danger.left", {"id": danger.pk, "area": danger.area})
    checks.update(over=True)
    dangers.update(ended_at=clock.now())

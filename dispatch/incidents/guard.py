"""clerk → **guard** → incident: the watch over a fire that is out has lasted long enough, and the timeline says so."""

from __future__ import annotations

from datetime import timedelta

from dispatch.incidents.actions import change_incident, lock_incident, set_fields
from dispatch.incidents.models import GUARD, Incident
from dispatch.incidents.records import Note
from realtime.log import act

CLERK = "clerk"


def guard_is_over(incident_id: int) -> None:
    """Runs inside the clerk's action. It changes no phase: a person decides whether it may be left."""
    incident = lock_incident(incident_id)
    if incident.phase != GUARD or incident.guard_until is None:
        return
    number = incident.words + 1
    Note.objects.create(
        incident=incident, number=number, kind=Note.SYSTEM, by=CLERK, text="看守时限已满,如无复燃可移交或结束事件。"
    )  # fmt: skip
    set_fields(CLERK, incident, "incident.guarded", {"words": number})


def shift_guard(exercise_id: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens show runs with it."""
    for incident in Incident.objects.select_for_update().filter(exercise_id=exercise_id).exclude(guard_until=None):
        with act("system", exercise_id):
            change_incident(actor="system", incident=incident, guard_until=incident.guard_until - by)  # type: ignore[operator]

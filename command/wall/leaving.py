"""An incident leaves the board, or an exercise ends: no wall goes on showing it."""

from __future__ import annotations

from command.wall.actions import take_down
from dispatch.incidents.models import Incident
from realtime.log import Log, current


def with_incident(log: Log, incident: Incident) -> None:
    take_down(log, {"scene__incident": incident.pk})


def with_exercise(exercise: int) -> None:
    take_down(current(), {"exercise_id": exercise})

"""An incident leaves the board, or an exercise ends: its fences go with it."""

from __future__ import annotations

from dispatch.geofences.actions import end_fence
from dispatch.geofences.models import Fence
from dispatch.incidents.models import Incident
from realtime.log import Log, current


def with_incident(log: Log, incident: Incident) -> None:
    for pk in Fence.objects.in_force().filter(incident=incident).order_by("pk").values_list("pk", flat=True):
        end_fence(actor=log.actor, fence_id=pk)


def with_exercise(exercise: int) -> None:
    for pk in Fence.objects.in_force().filter(exercise_id=exercise).order_by("pk").values_list("pk", flat=True):
        end_fence(actor=current().actor, fence_id=pk)

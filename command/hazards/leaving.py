"""A hazard leaves the board a day after it is over, or with its exercise."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.hazards.actions import DUE
from command.hazards.models import Hazard
from command.hazards.states import OVER
from dispatch.features.actions import unmirror
from dispatch.features.catalogue import HAZARD
from dispatch.telling import tell
from realtime.clerk.deadlines import clear_deadline
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_hazards() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(Hazard.objects.filter(archived=False, state__in=OVER, over_at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Hazard.objects.filter(pk__in=over))


def with_exercise(exercise: int) -> None:
    found = Hazard.objects.filter(exercise_id=exercise, archived=False)
    for one in found:
        clear_deadline(DUE, one.pk)
    unmirror(current(), "hazard", *(f"{HAZARD}{one.pk}" for one in found))
    _leave(current(), found)


def shift_terms(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens count down to runs with it."""
    for one in Hazard.objects.select_for_update(of=("self",)).filter(exercise_id=exercise, overdue=False).exclude(due_at=None):
        with act("system", exercise) as log:
            before = one.row()
            assert one.due_at is not None
            one.due_at = one.due_at - by
            one.save(update_fields=["due_at"])
            tell(log, [one.stream], "hazard.moved", before, one.row(), area=one.area)


def _leave(log: Log, found: QuerySet[Hazard]) -> int:
    for one in found:
        log.append(one.stream, "hazard.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

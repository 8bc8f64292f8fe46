"""A round leaves the board a day after it ended, or with its exercise; the ledger keeps it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.inspections.models import GOING, Inspection
from command.inspections.rounds import DUE
from dispatch.telling import tell
from realtime.clerk.deadlines import clear_deadline
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_inspections() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(Inspection.objects.filter(archived=False, ended_at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Inspection.objects.filter(pk__in=over))


def with_exercise(exercise: int) -> None:
    found = Inspection.objects.filter(exercise_id=exercise, archived=False)
    for one in found:
        clear_deadline(DUE, one.pk)
    _leave(current(), found)


def shift_terms(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster."""
    for one in Inspection.objects.select_for_update(of=("self",)).filter(exercise_id=exercise, state=GOING):
        with act("system", exercise) as log:
            before = one.row()
            one.due_at = one.due_at - by
            one.save(update_fields=["due_at"])
            tell(log, [one.stream], "inspection.moved", before, one.row(), area=one.area)


def _leave(log: Log, found: QuerySet[Inspection]) -> int:
    for one in found:
        log.append(one.stream, "inspection.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

"""archive → **leaving** → log: warnings go off the boards some time after their end, and with their exercise."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from command.alerts.models import Alert
from command.alerts.records import OVER, WAITING, Proposal
from command.alerts.states import CANCEL, PUBLISHED
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH, CLERK = 200, "clerk"


def with_exercise(exercise: int) -> None:
    log = current()
    _leave(log, list(Alert.objects.filter(exercise_id=exercise, archived=False)))
    for found in Proposal.objects.filter(exercise_id=exercise, state=WAITING):
        for board in found.streams:
            log.append(board, "alert_proposal.left", {"id": found.pk, "area": found.area})
    Proposal.objects.filter(exercise_id=exercise, state=WAITING).update(state=OVER)


def archive_alerts() -> int:
    """For the worker: ended, or a cancellation given out, longer ago than `board.keep_h`."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act(CLERK) as log:
        over = Alert.objects.select_for_update(skip_locked=True).filter(archived=False)
        rows = list(over.filter(Q(ended_at__lt=before) | Q(kind=CANCEL, state=PUBLISHED, published_at__lt=before))[:BATCH])
        _leave(log, rows)
    return len(rows)


def _leave(log: Log, rows: list[Alert]) -> None:
    for row in rows:
        for board in row.streams:
            log.append(board, "alert.left", {"id": row.pk, "area": row.area})
    Alert.objects.filter(pk__in=[row.pk for row in rows]).update(archived=True)

"""archive → **leaving** → log: responses go off the boards a day after they ended, and with their exercise."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from command.responses.models import ACTIVE, PROPOSED, Response
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_exercise(exercise: int) -> None:
    _leave(current(), list(Response.objects.filter(exercise_id=exercise, archived=False)))


def archive_responses() -> int:
    """For the worker: ended, refused or withdrawn longer ago than `board.keep_h`."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act(CLERK) as log:
        over = Response.objects.select_for_update(skip_locked=True).exclude(state__in=(PROPOSED, ACTIVE))
        rows = list(over.filter(archived=False, ended_at__lt=before)[:BATCH])
        _leave(log, rows)
    return len(rows)


CLERK = "clerk"


def _leave(log: Log, rows: list[Response]) -> None:
    for row in rows:
        for board in (stream for stream in row.streams if stream.startswith("area:")):
            log.append(board, "response.left", {"id": row.pk, "area": row.area})
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(archived=True)

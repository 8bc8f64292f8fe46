"""archive → **leaving** → log: requests go off the boards with their incident; those without one, a day after they are over."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.supplies.models import SupplyRequest
from realtime.log import Log, act
from realtime.rules.models import rule

BATCH = 200


def leave_with(log: Log, incident: Incident) -> None:
    _leave(log, list(SupplyRequest.objects.filter(incident=incident, archived=False).select_related("depot")))


def archive_settled() -> int:
    """For the worker: requests of no incident that ended longer ago than `board.keep_h`."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    ended = Q(settled_at__lt=before) | Q(returned_at__lt=before) | Q(cancelled_at__lt=before)
    with act("clerk") as log:
        rows = list(
            SupplyRequest.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("depot")
            .filter(ended, incident=None, archived=False)[:BATCH]
        )
        _leave(log, rows)
    return len(rows)


def _leave(log: Log, rows: list[SupplyRequest]) -> None:
    for row in rows:
        for board in (stream for stream in row.streams if stream.startswith("area:")):
            log.append(board, "supply_request.left", {"id": row.pk, "area": row.area})
    SupplyRequest.objects.filter(pk__in=[row.pk for row in rows]).update(archived=True)

"""worker → **archive** → log: calls that are over leave the board with the rest of the day; the incident keeps them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from dispatch.callout.models import UNSETTLED, Call, Callout
from realtime.log import act
from realtime.rules.models import rule

BATCH = 200


def archive_callouts() -> int:
    """Begun longer ago than the rule `board.keep_h` and nobody left to answer; returns how many."""
    waiting = Call.objects.filter(callout=OuterRef("pk"), state__in=UNSETTLED, covered_by=None)
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk"):
        over = list(
            Callout.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                ~Exists(waiting), archived=False, started_at__lt=before
            )[:BATCH]
        )
        for callout in over:
            with act("clerk", callout.exercise_id) as log:
                for call in callout.calls.select_related("person"):
                    log.append(f"area:{callout.area}", "call.left", {"id": call.pk, "area": callout.area})
                    if call.person.user_id:
                        log.append(f"user:{call.person.user_id}", "call.left", {"id": call.pk, "area": callout.area})
        Callout.objects.filter(pk__in=[callout.pk for callout in over]).update(archived=True)
    return len(over)

"""Items leave the board a day after they are over, or with their exercise; what nobody wanted to look at is put aside by itself, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.opinion.clocks import DUE
from command.opinion.models import DISMISSED, FOUND, OVER, Item, Step
from command.opinion.watches import Spike
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_opinions() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    _put_aside()
    with act("clerk") as log:
        over = list(Item.objects.filter(archived=False, state__in=OVER, over_at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Item.objects.filter(pk__in=over))


def _put_aside() -> None:
    """Little said, nobody judged it, nobody says it any more."""
    before = clock.now() - timedelta(hours=float(rule("opinion.stale_h")))
    for pk in list(
        Item.objects.filter(state=FOUND, due_at=None, last_seen_at__lt=before, archived=False).values_list("pk", flat=True)[:BATCH]
    ):
        with act("clerk") as log:
            item = Item.objects.select_for_update(of=("self",)).get(pk=pk)
            if item.state != FOUND or item.due_at is not None:
                continue
            was = item.row()
            item.state, item.over_at = DISMISSED, clock.now()
            item.save(update_fields=["state", "over_at"])
            Step.objects.create(item=item, verb="dismissed", text="热度低、无人研判,系统归档", by="clerk", by_name="系统")
            tell(log, item.streams, "opinion.dismissed", was, item.row(), area=item.area)


def forget_opinions() -> int:
    """Put aside, about no incident, older than the rule keeps it: gone with its addresses."""
    before = Now() - timedelta(days=float(rule("opinion.keep_days")))
    found = Item.objects.filter(archived=True, state=DISMISSED, incident=None, over_at__lt=before)
    return found.delete()[0]


def with_exercise(exercise: int) -> None:
    log = current()
    found = Item.objects.filter(exercise_id=exercise, archived=False)
    for one in found:
        clear_deadline(DUE, one.pk)
    _leave(log, found)
    for spike in Spike.objects.filter(exercise_id=exercise, seen_at=None):
        log.append(spike.stream, "opinion_spike.left", {"id": spike.pk, "area": spike.area})
    Spike.objects.filter(exercise_id=exercise, seen_at=None).update(seen_at=clock.now())


def _leave(log: Log, found: QuerySet[Item]) -> int:
    for one in found:
        log.append(f"area:{one.area}", "opinion.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

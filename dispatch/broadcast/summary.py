"""worker → **summary** → log: one event every few seconds says how far a broadcast is, however many recipients moved."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from dispatch.broadcast import legs
from dispatch.broadcast.models import AREA, DONE, GOING, AreaJob, Broadcast, Leg
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline
from realtime.log import act
from realtime.rules.models import rule

ACTOR = "clerk"
BATCH = 50
UNDER_WAY = (AreaJob.QUEUED, AreaJob.HANDING)


def count_broadcasts() -> int:
    """Every broadcast whose legs moved since it was counted last."""
    numbers = list(Broadcast.objects.filter(counted=False).order_by("id").values_list("pk", "exercise_id")[:BATCH])
    for number, exercise in numbers:
        _count(number, exercise)
    return len(numbers)


def _count(number: int, exercise: int | None) -> None:
    with act(ACTOR, exercise) as log:
        broadcast = Broadcast.objects.select_for_update().get(pk=number)
        before = broadcast.row()
        # Whoever moves a leg now waits for this row and then marks it again.
        over = _area(broadcast) if broadcast.kind == AREA else _persons(broadcast)
        if broadcast.state == GOING and over:
            broadcast.state, broadcast.handed_at = DONE, clock.now()
            clear_deadline("broadcast.expiry", broadcast.pk)
        broadcast.counted = True
        broadcast.save()
        tell(log, broadcast.streams, "broadcast.progressed", before, broadcast.row(), area=broadcast.area)


def _persons(broadcast: Broadcast) -> bool:
    found = legs.tally(broadcast)
    broadcast.delivered = found.get(Leg.DELIVERED, 0)
    broadcast.handed = found.get(Leg.SENT, 0) + broadcast.delivered
    broadcast.failed = found.get(Leg.FAILED, 0) + found.get(Leg.UNKNOWN, 0)
    broadcast.answered, broadcast.suppressed = found["answered"], found.get(Leg.SUPPRESSED, 0)
    return not found.get(Leg.WAITING) and not found.get(Leg.HANDING)


def _area(broadcast: Broadcast) -> bool:
    job = broadcast.job
    counts = job.counts
    broadcast.total = counts.get("targeted", 0)
    broadcast.handed, broadcast.delivered = counts.get("sent", 0), counts.get("delivered", 0)
    broadcast.failed = counts.get("failed", 0)
    return job.state not in UNDER_WAY


def archive_broadcasts() -> int:
    """Over, and begun longer ago than the rule `board.keep_h`: off the board. The incident keeps them."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act(ACTOR):
        over = list(
            Broadcast.objects.select_for_update(skip_locked=True)
            .filter(archived=False, at__lt=before, counted=True)
            .exclude(state=GOING)[:200]
        )
        for broadcast in over:
            with act(ACTOR, broadcast.exercise_id) as log:
                log.append(f"area:{broadcast.area}", "broadcast.left", {"id": broadcast.pk, "area": broadcast.area})
        Broadcast.objects.filter(pk__in=[broadcast.pk for broadcast in over]).update(archived=True)
    return len(over)

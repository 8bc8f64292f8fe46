"""An evacuation leaves the board a day after it is over, or with its exercise; one that goes on outlives its incident. It follows its incident over a border."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.evacuation.actions import DUE
from command.evacuation.models import OVER, Evacuation
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime.clerk.deadlines import clear_deadline
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_evacuations() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(Evacuation.objects.filter(archived=False, state__in=OVER, over_at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Evacuation.objects.filter(pk__in=over))


def with_exercise(exercise: int) -> None:
    found = Evacuation.objects.filter(exercise_id=exercise, archived=False)
    for one in found:
        clear_deadline(DUE, one.pk)
    _leave(current(), found)


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Over a border, or into the incident it is one with: who has left is still away."""
    into = incident.merged_into if moment == "closed" else None
    if moment != "moved" and into is None:
        return
    with act(actor, incident.exercise_id) as log:
        found = Evacuation.objects.select_for_update(of=("self",)).filter(incident=incident, archived=False)
        for one in found.exclude(state__in=OVER).order_by("pk"):
            before, old = one.row(), set(one.streams)
            one.incident, one.area = into or incident, (into or incident).area
            one.save(update_fields=["incident", "area"])
            move_between(log, "evacuation", before, one.row(), old, set(one.streams))


def shift_terms(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: what the screens count down to runs with it."""
    for one in Evacuation.objects.select_for_update(of=("self",)).filter(exercise_id=exercise, late=False).exclude(due_at=None):
        with act("system", exercise) as log:
            before = one.row()
            assert one.due_at is not None
            one.due_at = one.due_at - by
            one.save(update_fields=["due_at"])
            tell(log, one.streams, "evacuation.moved", before, one.row(), area=one.area)


def _leave(log: Log, found: QuerySet[Evacuation]) -> int:
    for one in found:
        log.append(f"area:{one.area}", "evacuation.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

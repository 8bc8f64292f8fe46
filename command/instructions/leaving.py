"""Instructions leave the board with their incident or exercise, or a day after they were closed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from command.instructions.models import CLOSED, GOING, Instruction
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def with_incident(log: Log, incident: Incident) -> None:
    """What is not done yet stays on the list of what is owed."""
    _leave(log, Instruction.objects.filter(incident=incident, archived=False).exclude(state__in=GOING))


def with_exercise(exercise: int) -> None:
    _leave(current(), Instruction.objects.filter(exercise_id=exercise, archived=False))


def archive_instructions() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(Instruction.objects.filter(archived=False, state=CLOSED, done_at__lt=before).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Instruction.objects.filter(pk__in=over))


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Over a border, or into the incident it is one with: a leader's word is owed by whoever goes on with it."""
    into = incident.merged_into if moment == "closed" else None
    if moment != "moved" and into is None:
        return
    with act(actor, incident.exercise_id) as log:
        found = Instruction.objects.select_for_update(of=("self",)).filter(incident=incident, archived=False)
        found = found.exclude(area=incident.area) if into is None else found.exclude(state=CLOSED)
        for one in found.order_by("pk"):
            before, old = one.row(), set(one.streams)
            one.incident, one.area = into or incident, (into or incident).area
            one.save(update_fields=["incident", "area"])
            move_between(log, "instruction", before, one.row(), old, set(one.streams))


def _leave(log: Log, found: QuerySet[Instruction]) -> int:
    for one in found:
        log.append(f"area:{one.area}", "instruction.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

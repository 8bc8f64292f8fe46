"""A release leaves the board a week after it was signed, a day after it was replaced, or with its exercise; the public page keeps it. It follows its incident."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from command.release.models import SIGNED, Release
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_releases() -> int:
    over = Q(over_at__lt=Now() - timedelta(hours=float(rule("board.keep_h"))))
    old = Q(state=SIGNED, signed_at__lt=Now() - timedelta(days=float(rule("release.board_days"))))
    with act("clerk") as log:
        found = list(Release.objects.filter(over | old, archived=False).values_list("pk", flat=True)[:BATCH])
        return _leave(log, Release.objects.filter(pk__in=found))


def with_exercise(exercise: int) -> None:
    _leave(current(), Release.objects.filter(exercise_id=exercise, archived=False))


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Over a border, or into the incident it is one with."""
    into = incident.merged_into if moment == "closed" else None
    if moment != "moved" and into is None:
        return
    with act(actor, incident.exercise_id) as log:
        for one in Release.objects.select_for_update(of=("self",)).filter(incident=incident, archived=False).order_by("pk"):
            before, old = one.row(), set(one.streams)
            one.incident, one.area = into or incident, (into or incident).area
            one.save(update_fields=["incident", "area"])
            move_between(log, "release", before, one.row(), old, set(one.streams))


def _leave(log: Log, found: QuerySet[Release]) -> int:
    for one in found:
        log.append(f"area:{one.area}", "release.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

"""What came over leaves the board a day after nothing more is expected of it, with the incident we made of it, or with its exercise."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from command.peering.messages import Item
from command.peering.words import REPORT, SUPPORT
from realtime.log import Log, act, current
from realtime.rules.models import rule

BATCH = 200


def archive_peer_items() -> int:
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    home = Q(loan__isnull=True) | Q(loan__has_any_keys=["returned_at", "called_off_at"])
    answered = Q(kind__in=(REPORT, SUPPORT), answered_revision=F("revision")) & home
    closed = Q(instruction__archived=True)
    with act("clerk") as log:
        found = Item.objects.filter((Q(over=True) & home) | answered | closed, archived=False, changed_at__lt=before)
        return _leave(log, Item.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:BATCH])))


def with_exercise(exercise: int) -> None:
    _leave(current(), Item.objects.filter(exercise_id=exercise, archived=False))


def _leave(log: Log, found: QuerySet[Item]) -> int:
    for one in found:
        log.append(one.stream, "peer_item.left", {"id": one.pk, "area": one.area})
    return found.update(archived=True)

"""fences → **book** → gateway: what is in force, registered with devices.fences as its provider."""

from __future__ import annotations

import json
import logging
from collections import defaultdict

import shapely
from django.db import connection

from devices.fences import Book
from devices.fencing import Fence as Watched
from devices.fencing import Manners
from dispatch.geofences.models import Fence, Visit
from realtime.exercises.snapshot import is_tabletop
from realtime.positions import KIND_CODE
from realtime.rules.models import UnknownRule, rule

log = logging.getLogger(__name__)

EVERY_KIND = (1 << len(KIND_CODE)) - 1
_FINGERPRINT = """
SELECT count(*), coalesce(sum(hashtextextended(concat_ws('|', id, version, taken), 0)), 0)::text FROM geofences_fence WHERE ended_at IS NULL
"""


def read_book(seen: object) -> tuple[object, Book] | None:
    """None while the fences and the rules are as they were when `seen` was given."""
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        found = cursor.fetchone()
    manners = _manners()
    now_seen = (*found, manners)
    if now_seen == seen:
        return None
    fences = [watched for fence in Fence.objects.in_force().order_by("pk") if (watched := _watched(fence)) is not None]
    inside: defaultdict[int, set[int]] = defaultdict(set)
    for fence_id, subject in Visit.objects.filter(fence__ended_at=None, left_at=None).values_list("fence_id", "subject_id"):
        inside[fence_id].add(subject)
    return now_seen, Book(fences, inside, manners)


def _manners() -> Manners:
    try:
        return Manners(float(rule("fence.band_m")), float(rule("fence.worst_accuracy_m")), float(rule("fence.fastest_ms")))
    except UnknownRule:
        return Manners()


def _watched(fence: Fence) -> Watched | None:
    """None for a shape that cannot be read: one bad row must not stop the gateway, nor the other fences."""
    try:
        shape = shapely.from_geojson(json.dumps(fence.shape))
    except shapely.errors.ShapelyError:
        log.error("fence %s: its shape cannot be read, it is not watched", fence.pk)
        return None
    kinds = sum(1 << KIND_CODE[kind] for kind in fence.watches if kind in KIND_CODE) if fence.watches else EVERY_KIND
    return Watched(fence.pk, fence.version, shape, kinds, _worlds(fence.exercise_id), fence.taken)


def _worlds(exercise: int | None) -> tuple[int, ...]:
    """A table-top's fence watches its own pieces; a live drill's also the real teams that take part."""
    if exercise is None:
        return (0,)
    return (exercise,) if is_tabletop(exercise) else (0, exercise)

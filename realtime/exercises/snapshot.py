"""Exercises going on, for the coloured frame on every screen."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from realtime.exercises.models import Exercise


def exercises(prefix: str) -> dict[str, Any]:
    return {
        str(row.pk): {"id": row.pk, "area": row.area, "kind": row.kind, "name": row.name}
        for row in Exercise.objects.filter(area__startswith=prefix, ended_at=None)
    }


def in_the_world() -> Q:
    """Rows that are real, or of an exercise that is going on: what a screen shows now."""
    return Q(exercise_id=None) | Q(exercise_id__in=Exercise.objects.filter(ended_at=None).values("pk"))


def is_tabletop(exercise_id: int | None) -> bool:
    """Nothing of a table-top exercise leaves the system: no downlink, no call, no message."""
    return exercise_id is not None and Exercise.objects.filter(pk=exercise_id, kind=Exercise.TABLETOP).exists()

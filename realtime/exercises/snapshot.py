"""Exercises going on, for the coloured frame on every screen."""

from __future__ import annotations

from typing import Any

from realtime.exercises.models import Exercise


def exercises(prefix: str) -> dict[str, Any]:
    return {
        str(row.pk): {"id": row.pk, "area": row.area, "kind": row.kind, "name": row.name}
        for row in Exercise.objects.filter(area__startswith=prefix, ended_at=None)
    }


def is_tabletop(exercise_id: int | None) -> bool:
    """Nothing of a table-top exercise leaves the system: no downlink, no call, no message."""
    return exercise_id is not None and Exercise.objects.filter(pk=exercise_id, kind=Exercise.TABLETOP).exists()

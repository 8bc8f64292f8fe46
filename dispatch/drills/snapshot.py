"""Drills as the board holds them; a participant's own page hears of one that was broken off."""

from __future__ import annotations

from typing import Any

from dispatch.drills.models import ABORTED, Drill, Participant

Rows = dict[str, Any]


def drills(prefix: str) -> Rows:
    rows = Drill.objects.filter(exercise__area__startswith=prefix, archived=False).select_related("exercise")
    return {str(drill.pk): dict(drill.row()) for drill in rows}


def drills_of_user(user_id: str) -> Rows:
    """Only those broken off: what they say is that the rest is real."""
    mine = Participant.objects.filter(person__user_id=user_id).values("exercise_id")
    rows = Drill.objects.filter(pk__in=mine, archived=False, state=ABORTED).select_related("exercise")
    return {str(drill.pk): dict(drill.row()) for drill in rows}

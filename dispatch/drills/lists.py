"""Whether a live drill may reach somebody: on the list, and the list approved as it stands by two different persons."""

from __future__ import annotations

from dispatch.drills.models import DrillApproval, Participant

APPROVERS = 2  # two-person rule


def is_approved(exercise: int) -> bool:
    return DrillApproval.objects.filter(exercise_id=exercise, withdrawn_at=None).values("by").distinct().count() >= APPROVERS


def may_reach(exercise: int, person: int) -> bool:
    return Participant.objects.filter(exercise_id=exercise, person_id=person).exists() and is_approved(exercise)

"""An exercise's clock was moved: what conferences show as due moves with the clerk's deadlines."""

from __future__ import annotations

from datetime import timedelta

from dispatch.conferences.records import Decision, RollCall
from dispatch.telling import tell
from realtime.log import current


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's clock was moved: what the rows show as due moves with the clerk's deadlines."""
    log = current()
    for roll_call in RollCall.objects.filter(exercise_id=exercise, state=RollCall.OPEN, due_at__isnull=False).select_related("conference"):
        before = roll_call.row()
        roll_call.due_at = roll_call.due_at - by if roll_call.due_at else None
        roll_call.save(update_fields=["due_at"])
        tell(log, roll_call.conference.streams, "conference_roll_call.asked", before, roll_call.row(), area=roll_call.conference.area)
    for decision in Decision.objects.filter(exercise_id=exercise, done_at=None, due_at__isnull=False).select_related(
        "conference", "person"
    ):
        was = decision.row()
        decision.due_at = decision.due_at - by if decision.due_at else None
        decision.save(update_fields=["due_at"])
        tell(log, decision.streams, "decision.advanced", was, decision.row(), area=decision.conference.area)

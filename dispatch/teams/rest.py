"""released assignment → **rest** → status: a crew that worked too long rests; the clerk brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.teams.actions import REST, exercise_of, locked_unit, move_status
from dispatch.teams.models import UNAVAILABLE, StandbyMission, Unit, UnitStatus
from realtime import clock
from realtime.exercises.snapshot import is_tabletop
from realtime.log import act
from realtime.rules.models import rule

if TYPE_CHECKING:
    from dispatch.orders.models import Assignment

__all__ = ["REST", "end_rest", "rest_after"]

RULE = "rule:rest.after_h"  # the actor: nobody decided it, the rule did


def rest_after(actor: str, assignment: Assignment) -> None:
    """Registered with the orders' hooks. Nobody gets tired at a table-top exercise, nor rests while still at work elsewhere."""
    if is_tabletop(assignment.exercise_id) or assignment.released_at is None:
        return
    with act(RULE, exercise_of(assignment.unit_id)) as log:
        unit = locked_unit(assignment.unit_id)
        worked_h = (assignment.released_at - assignment.opened_at).total_seconds() / 3600
        if worked_h <= float(rule("rest.after_h", unit.area)) or unit.meaning == UNAVAILABLE or _still_at_work(unit, assignment):
            return
        resting = UnitStatus.objects.get(pk=UnitStatus.RESTING)
        move_status(log, RULE, unit, resting, reason=f"连续作业 {worked_h:.1f} 小时")


def _still_at_work(unit: Unit, assignment: Assignment) -> bool:
    others = unit.assignments.filter(state="open").exclude(pk=assignment.pk)
    return any(not is_tabletop(other.exercise_id) for other in others)


def end_rest(unit_id: int) -> None:
    """Due at the clerk: back to what the team was for. Whoever ended the rest before has cleared the deadline."""
    with act("clerk", exercise_of(unit_id)) as log:
        unit = locked_unit(unit_id)
        if unit.status_id != UnitStatus.RESTING or unit.rest_until is None or unit.rest_until > clock.now():
            return
        stands = unit.post_id is not None and StandbyMission.objects.filter(unit=unit, state=StandbyMission.STANDING).exists()
        after = UnitStatus.objects.get(pk=UnitStatus.FORWARD if stands else UnitStatus.READY)
        move_status(log, "clerk", unit, after, reason="休整期满")

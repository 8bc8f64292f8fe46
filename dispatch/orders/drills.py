"""order → **drills** → exercise: the real thing takes a team out of a drill, and the drill is told so."""

from __future__ import annotations

from dispatch.orders.models import Assignment
from dispatch.orders.states import OPEN
from realtime.log import act


def release_drills(*, actor: str, name: str, unit_id: int) -> list[Assignment]:
    """Before the unit is held for real: every exercise lets go of it, with a line on its timeline."""
    from dispatch.incidents.actions import note_incident
    from dispatch.orders.actions import release_unit

    drills = list(
        Assignment.objects.filter(unit=unit_id, state=OPEN).exclude(exercise_id=None).select_related("unit", "incident").order_by("id")
    )
    for drill in drills:
        with act(actor, drill.exercise_id):
            release_unit(actor=actor, name=name, assignment_id=drill.pk, note="演练任务中止,转入实战。请按新的调度令行动。")
            if drill.incident.open:
                note_incident(actor=actor, incident_id=drill.incident_id, text=f"{drill.unit.name} 转入实战任务,退出演练。")
    return drills

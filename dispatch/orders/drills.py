"""order → **drills** → exercise: the real thing takes a team out of a drill, and the drill is told so; its end lets everybody go."""

from __future__ import annotations

from dispatch.orders.models import Assignment, Order
from dispatch.orders.states import CANCELLED, EXPIRED, OPEN, PLANNED, RELEASED, WAITING
from dispatch.telling import tell
from realtime import clock
from realtime.log import act, current


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


def dismiss(exercise: int) -> None:
    """The exercise ends, and with it what it held and asked; nothing is sent. Runs before its rows leave the boards."""
    log, now = current(), clock.now()
    for order in Order.objects.filter(exercise_id=exercise, state__in=(*WAITING, EXPIRED)).select_related("incident", "unit"):
        before = order.row()
        order.state, order.cancelled_at = CANCELLED, now
        order.save(update_fields=["state", "cancelled_at"])
        tell(log, order.streams, "order.cancelled", before, order.row(), area=order.incident.area)
    for held in Assignment.objects.filter(exercise_id=exercise, state__in=(PLANNED, OPEN)).select_related("incident", "unit"):
        before_leg = held.row()
        held.state, held.released_at = RELEASED, now
        held.save(update_fields=["state", "released_at"])
        tell(log, held.streams, "assignment.released", before_leg, held.row(), area=held.incident.area)

"""drill → **drilling** → training register: whoever was sent out in a drill has trained, without anybody entering it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime

from command.drills.models import TAKEN_PLACE, DrillPlan
from command.forces.actions import note
from command.forces.models import DRILL, Training
from dispatch.orders.models import Assignment
from dispatch.teams.models import Unit
from realtime import clock
from realtime.log import act, current
from realtime.rules.models import rule

HOUR_S = 3600


def with_exercise(exercise: int) -> None:
    """Inside the action that ends it, after its plan was closed: one line for each real team that had a task in it."""
    plan = DrillPlan.objects.filter(exercise_id=exercise, state__in=TAKEN_PLACE).first()
    if plan is None or plan.started_at is None:
        return
    actor, ended = current().actor, plan.ended_at or clock.now()
    sent = Assignment.objects.filter(exercise_id=exercise).exclude(state="planned").values("unit")
    day = localtime(plan.started_at).date()
    hours = round(max(0.1, min(500.0, (ended - plan.started_at).total_seconds() / HOUR_S)), 1)
    with act(actor) as log:
        for unit in Unit.objects.filter(pk__in=sent, exercise_id=None):
            one, new = Training.objects.get_or_create(
                unit=unit, drill=plan,
                defaults={
                    "area": unit.area, "kind": DRILL, "course": plan.title, "hours": hours, "people": unit.headcount, "held_on": day, "by": actor,
                    "next_due": day + timedelta(days=int(rule("forces.training_due_days", unit.area))), "note": plan.number,
                },
            )  # fmt: skip
            if new:
                note(log, "force_training.entered", one.pk, unit)

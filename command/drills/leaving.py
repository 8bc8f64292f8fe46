"""A drill ends with its exercise, whoever pressed; its clock runs as the exercise's does; a day later it leaves the board."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from command.drills.changing import changing
from command.drills.listing import running_of
from command.drills.marking import freeze
from command.drills.models import ABORTED, ENDED, GOING, OVER, RUNNING, SKIPPED, WAITING, DrillPlan
from dispatch.drills.models import ABORTED as BROKEN
from dispatch.drills.models import Drill
from realtime import clock
from realtime.log import act, current
from realtime.rules.models import rule

BATCH = 100


def with_exercise(exercise: int) -> None:
    """Inside the action that ends it: what was seen stands, what had not come does not come any more."""
    plan = DrillPlan.objects.filter(exercise_id=exercise, state__in=GOING).values_list("pk", flat=True).first()
    if plan is None:
        return
    drill = Drill.objects.filter(pk=exercise).first()
    broken = drill is not None and drill.state == BROKEN
    actor = current().actor
    with changing(actor, plan) as change:
        change.go(ABORTED if broken else ENDED)
        change.plan.ended_at = clock.now()
        if not change.plan.attended:
            change.plan.attended = change.plan.participants.count()
        freeze(change.plan)
        change.plan.script.filter(state=WAITING).update(state=SKIPPED, reason="演练已结束")
        change.step(actor, drill.ended_name if drill else "", "broken" if broken else "ended")
        change.told("broken" if broken else "ended")


def broken_off(exercise: int, text: str) -> None:
    """Before anything of it is stopped: what is going on is kept as a list, for whoever must take it up for real."""
    plan = DrillPlan.objects.filter(exercise_id=exercise, state__in=GOING).values_list("pk", flat=True).first()
    if plan is None:
        return
    with changing(current().actor, plan) as change:
        change.plan.broken_off = [dict(row) for row in running_of(exercise)]
        change.plan.attended, change.plan.summary = change.plan.participants.count(), text.strip()[:1000]
        change.told("stepped")


def shift(exercise: int, by: timedelta) -> None:
    """The deadlines themselves are moved by the exercise; this is what screens count down to."""
    plan = DrillPlan.objects.filter(exercise_id=exercise, state=RUNNING).values_list("pk", flat=True).first()
    if plan is None:
        return
    with changing("system", plan) as change:
        if change.plan.started_at is not None:
            change.plan.started_at -= by
        for inject in change.plan.script.filter(state=WAITING).exclude(due_at=None):
            assert inject.due_at is not None
            inject.due_at -= by
            inject.save(update_fields=["due_at"])
        change.told("stepped")


def archive_drill_plans() -> int:
    """For the worker. They stay in the register."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk") as log:
        over = list(
            DrillPlan.objects.select_for_update(skip_locked=True).filter(archived=False, state__in=OVER, ended_at__lt=before)[:BATCH]
        )
        for plan in over:
            for stream in plan.streams:
                log.append(
                    stream, "drill_plan.left", {"id": plan.pk, "area": plan.area}, area=None if stream.startswith("user:") else plan.area
                )
        DrillPlan.objects.filter(pk__in=[plan.pk for plan in over]).update(archived=True)
    return len(over)

"""task → **clocks** → clerk: half its time, its time, half as much again – who is told at each is a row."""

from __future__ import annotations

from datetime import timedelta

from command.plans.tasks.models import Task
from command.plans.tasks.states import TODO
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.rules.models import rule

CLOCK = "task.clock"  # deadline kind


def set_clock(task: Task) -> None:
    """The next stage of this task's clocks; nothing once it was fed back, or when no term was set."""
    steps = rule("tasks.clock", task.set.area)
    if task.due_at is None or task.state not in TODO or task.stage >= len(steps):
        clear_deadline(CLOCK, task.pk)
        return
    at = task.issued_at + timedelta(seconds=(task.due_at - task.issued_at).total_seconds() * float(steps[task.stage]["at"]))
    set_deadline(CLOCK, task.pk, max(0.0, (at - clock.now()).total_seconds()), exercise=task.exercise_id)

"""clerk → **supervising** → owner, group leader, shift chief: a clock of a task has struck (督办)."""

from __future__ import annotations

from datetime import timedelta

from command.plans.tasks.life import moving
from command.plans.tasks.models import Task, TaskSet
from command.plans.tasks.states import CLOSED, TODO
from command.plans.tasks.telling_owner import call_persons
from dispatch.alarms.system import system_alarm
from dispatch.contacts.duty import on_duty
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime.log import act
from realtime.rules.models import rule

CLERK, CLERK_NAME = "clerk", "系统时限"


def clock_struck(task_id: int) -> None:
    """The clerk's: tell whom the row names, mark it overdue from its term on, and wait for the next stage."""
    task = Task.objects.select_related("set", "owner", "lead").filter(pk=task_id).first()
    if task is None or task.state not in TODO or task.due_at is None:
        return
    steps = rule("tasks.clock", task.set.area)
    if task.stage >= len(steps):
        return
    step = steps[task.stage]
    late = float(step["at"]) >= 1
    verb = {"owner": "reminded", "lead": "overdue"}.get(str(step["to"]), "supervised")
    with moving(CLERK, CLERK_NAME, task_id, verb) as (task, _):
        task.stage += 1
        task.overdue = task.overdue or late
    persons = _whom(task, str(step["to"]))
    call_persons(CLERK, CLERK_NAME, task, persons, _words(task, late))
    if str(step["to"]) == "chief" and task.exercise_id is None:
        system_alarm("task", task.pk, f"任务超时未办结:{task.title}({task.owner_name})。", area=task.set.area)


def _whom(task: Task, to: str) -> list[Person]:
    if to == "owner":
        return [task.owner] if task.owner else []
    if to == "lead":
        return [task.lead] if task.lead else on_duty(task.set.area, "shift_chief")[:1]
    return on_duty(task.set.area, "shift_chief")


def _words(task: Task, late: bool) -> str:
    return f"任务{'已逾期' if late else '时限过半'}:{task.title}({task.owner_name})。请抓紧办理并反馈。"


def shift(exercise: int, by: timedelta) -> None:
    """An exercise's time runs faster: the terms its rows show move with its deadlines."""
    for held in TaskSet.objects.filter(exercise_id=exercise, archived=False):
        with act("system", exercise) as log:
            for task in held.tasks.exclude(state=CLOSED).filter(due_at__isnull=False).select_related("owner", "set"):
                before = task.row()
                task.issued_at -= by
                task.due_at = task.due_at - by if task.due_at else None
                task.save(update_fields=["issued_at", "due_at"])
                tell(log, task.streams, "task.advanced", before, task.row(), area=held.area)

"""plan, instruction, decision, check → **issuing** → tasks: one action gives a set of tasks; what is there already is not given again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from command.plans.tasks.clocks import set_clock
from command.plans.tasks.models import OVER, RUNNING, Entry, Task, TaskSet
from command.plans.tasks.sets import recount
from command.plans.tasks.states import CLOSED, DONE
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act


@dataclass(frozen=True)
class NewTask:
    """`key` names it within its origin. `minutes`: its term from now; None = no clock. `due_at` instead of minutes where a time was said."""

    key: str
    title: str
    owner: Person | None
    owner_role: str = ""
    owner_name: str = ""  # where there is no contact: a department by name
    group: str = ""
    text: str = ""
    minutes: float | None = None
    due_at: datetime | None = None
    needs_feedback: bool = True
    evidence: str = ""
    lead: Person | None = None


def issue_tasks(
    *,
    actor: str,
    name: str,
    origin: str,
    origin_id: int,
    title: str,
    area: str,
    tasks: Sequence[NewTask],
    incident_id: int | None = None,
    exercise: int | None = None,
) -> tuple[TaskSet, list[Task]]:
    """Returns the set and what was new in it. An open or finished task of the same key is left as it is."""
    keys = [task.key for task in tasks]
    if len(set(keys)) < len(keys):
        raise Problem("invalid", "任务编号重复。", where=["tasks"])
    with act(actor, exercise) as log:
        held, new = TaskSet.objects.get_or_create(
            origin=origin, origin_id=origin_id,
            defaults={"title": title[:120], "area": area, "incident_id": incident_id, "by": actor, "by_name": name[:60], "exercise_id": exercise},
        )  # fmt: skip
        held = TaskSet.objects.select_for_update().get(pk=held.pk)
        before = None if new else held.row()
        known = set(held.tasks.filter(ended__in=("", DONE)).values_list("key", flat=True))
        at = clock.now()
        made = Task.objects.bulk_create([_task(held, task, at) for task in tasks if task.key not in known])
        Entry.objects.bulk_create(
            [Entry(task=task, what="issued", text=task.owner_name, by=actor, by_name=name[:60], at=at) for task in made]
        )
        for task in made:
            tell(log, task.streams, "task.issued", None, task.row(), area=area)
            set_clock(task)
        if made or new:
            held.state = RUNNING
            recount(held)
            tell(log, held.streams, "task_set.opened" if new else "task_set.changed", before, held.row(), area=area)
    return held, made


def _task(held: TaskSet, wanted: NewTask, at: datetime) -> Task:
    due = wanted.due_at or (at + timedelta(minutes=wanted.minutes) if wanted.minutes is not None else None)
    owner = wanted.owner
    return Task(
        set=held, key=wanted.key[:40], group=wanted.group[:40], title=wanted.title[:200], text=wanted.text[:500], owner=owner,
        owner_name=(owner.name if owner else wanted.owner_name)[:60], owner_org=(owner.org if owner else "")[:60],
        owner_role=wanted.owner_role[:60], lead=wanted.lead, lead_name=(wanted.lead.name if wanted.lead else "")[:60],
        needs_feedback=wanted.needs_feedback, evidence=wanted.evidence[:60], issued_at=at, due_at=due, exercise_id=held.exercise_id,
    )  # fmt: skip


def close_tasks(
    *, actor: str, name: str, origin: str, origin_id: int, why: str, keep: Sequence[str] | None = None, over: bool = False
) -> list[Task]:
    """Closes the open tasks whose keys are not in `keep` (None = all) as surplus, ended or withdrawn; what was done stays done."""
    held = TaskSet.objects.filter(origin=origin, origin_id=origin_id).first()
    if held is None:
        return []
    with act(actor, held.exercise_id) as log:
        held = TaskSet.objects.select_for_update().get(pk=held.pk)
        before = held.row()
        found = held.tasks.exclude(state=CLOSED).select_related("owner", "set")
        closing = list(found if keep is None else found.exclude(key__in=list(keep)))
        at = clock.now()
        for task in closing:
            was = task.row()
            task.state, task.ended, task.closed_at = CLOSED, why, at
            task.save(update_fields=["state", "ended", "closed_at"])
            set_clock(task)
            tell(log, task.streams, "task.closed", was, task.row(), area=held.area)
        Entry.objects.bulk_create([Entry(task=task, what="closed", text=why, by=actor, by_name=name[:60], at=at) for task in closing])
        if over:
            held.state = OVER
        if closing or over:
            recount(held)
            tell(log, held.streams, "task_set.changed", before, held.row(), area=held.area)
    return closing

"""Verbs on one task: how far it got, what came back, whether that holds, who has it now, and a person's reminder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from command.plans.tasks.clocks import set_clock
from command.plans.tasks.models import Entry, Task, TaskSet
from command.plans.tasks.sets import recount
from command.plans.tasks.states import (
    ACCEPTED,
    CLOSED,
    DELIVERED,
    DONE,
    FED_BACK,
    IN_PROGRESS,
    ISSUED,
    READ,
    REJECTED,
    TODO,
    VERIFIED,
    may_follow,
)  # fmt: skip
from command.plans.tasks.telling_owner import call_person
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.receiving import Kept, file_of
from realtime.log import Log, act
from realtime.rules.models import rule

ORDER = (ISSUED, DELIVERED, READ, ACCEPTED, IN_PROGRESS, FED_BACK, VERIFIED, CLOSED)
OWNERS_STEPS = (DELIVERED, READ, ACCEPTED, IN_PROGRESS)


@contextmanager
def moving(
    actor: str, name: str, task_id: int, verb: str, what: str = "", text: str = "", file: File | None = None
) -> Iterator[tuple[Task, Log]]:
    """The set is locked before its task; what changed is told, the set counted again."""
    known = Task.objects.filter(pk=task_id).values_list("set_id", "exercise_id").first()
    if known is None:
        raise Problem("not_found", "没有这项任务。")
    with act(actor, known[1]) as log:
        held = TaskSet.objects.select_for_update().get(pk=known[0])
        task = Task.objects.select_for_update(of=("self",)).select_related("owner", "lead").get(pk=task_id)
        task.set = held
        before, board = task.row(), held.row()
        yield task, log
        task.save()
        Entry.objects.create(task=task, what=what or verb, text=text[:1000], file=file, by=actor, by_name=name[:60])
        set_clock(task)
        tell(log, task.streams, f"task.{verb}", before, task.row(), area=held.area)
        recount(held)
        tell(log, held.streams, "task_set.changed", board, held.row(), area=held.area)


def step_task(*, actor: str, name: str, task_id: int, state: str) -> Task:
    """Delivered, read, accepted, in progress: only ever forward, so that a late receipt takes nothing back."""
    task = _found(task_id)
    if state not in OWNERS_STEPS:
        raise Problem("invalid", "没有这个状态。", where=["state"])
    if task.state == REJECTED or (task.state in ORDER and ORDER.index(task.state) >= ORDER.index(state)):
        return task
    with moving(actor, name, task_id, state) as (task, _):
        _move(task, state)
        if state in (ACCEPTED, IN_PROGRESS) and task.accepted_at is None:
            task.accepted_at = clock.now()
    return task


def feed_back(*, actor: str, name: str, task_id: int, text: str) -> Task:
    """What was done. A task that asks for no feedback is closed by it."""
    if not text.strip():
        raise Problem("invalid", "请填写完成情况。", where=["text"])
    task = _found(task_id)
    verb = FED_BACK if task.needs_feedback else CLOSED
    with moving(actor, name, task_id, verb, FED_BACK, text) as (task, _):
        _move(task, verb)
        now = clock.now()
        task.accepted_at, task.fed_back_at, task.feedback = task.accepted_at or now, now, text.strip()[:1000]
        if verb == CLOSED:
            task.ended, task.closed_at = DONE, now
    return task


def verify_task(*, actor: str, name: str, task_id: int, holds: bool, text: str = "") -> Task:
    """Somebody looked: it holds and is verified, or goes back to work with what is missing."""
    if not holds and not text.strip():
        raise Problem("invalid", "请说明还缺什么。", where=["text"])
    state = VERIFIED if holds else IN_PROGRESS
    with moving(actor, name, task_id, state, state if holds else "sent_back", text) as (task, _):
        if task.state != FED_BACK:
            raise Problem("wrong_state", "承办人还没有反馈。")
        _move(task, state)
    return task


def close_task(*, actor: str, name: str, task_id: int, text: str = "") -> Task:
    """Done: after it was verified."""
    with moving(actor, name, task_id, CLOSED, CLOSED, text) as (task, _):
        if task.state != VERIFIED:
            raise Problem("wrong_state", "核实后才能办结。")
        _move(task, CLOSED)
        task.ended, task.closed_at = DONE, clock.now()
    return task


def reject_task(*, actor: str, name: str, task_id: int, reason: str) -> Task:
    if not reason.strip():
        raise Problem("invalid", "请填写退回理由。", where=["reason"])
    with moving(actor, name, task_id, REJECTED, REJECTED, reason) as (task, _):
        _move(task, REJECTED)
        task.reason = reason.strip()[:200]
    return task


def reassign_task(*, actor: str, name: str, task_id: int, person_id: int, reason: str, minutes: float | None = None) -> Task:
    """To somebody else, from the beginning; its clock stays unless a new term is given."""
    person = Person.objects.current().select_related("user").filter(pk=person_id).first()
    if person is None:
        raise Problem("not_found", "没有这个联系人,或已停用。", where=["person"])
    with moving(actor, name, task_id, "reassigned", "reassigned", f"{person.name}:{reason.strip()}") as (task, log):
        if task.state not in TODO:
            raise Problem("wrong_state", "已经反馈或办结,不能改派。")
        if task.owner and task.owner.user_id and task.owner.user_id != person.user_id:
            log.append(f"user:{task.owner.user_id}", "task.left", {"id": task.pk, "area": task.set.area})
        task.owner, task.owner_name, task.owner_org = person, person.name[:60], person.org[:60]
        task.state, task.accepted_at, task.reassigned = ISSUED, None, task.reassigned + 1
        if minutes is not None:
            task.issued_at = clock.now()
            task.due_at, task.stage, task.overdue = task.issued_at + timedelta(minutes=minutes), 0, False
        if person.user_id:  # their own list has never seen it
            log.append(f"user:{person.user_id}", "task.issued", dict(task.row()))
    call_person(actor, name, task, person, f"请您办理:{task.title}。")
    return task


def urge_task(*, actor: str, name: str, task_id: int, text: str = "") -> Task:
    """催办: a person reminds, and the owner's telephone rings; not every minute."""
    with moving(actor, name, task_id, "urged", "urged", text) as (task, _):
        gap = timedelta(minutes=float(rule("tasks.urge_gap_min", task.set.area)))
        if task.state not in TODO:
            raise Problem("wrong_state", "已经反馈或办结,不用催办。")
        last = task.entries.filter(what="urged").order_by("-pk").first()
        if last is not None and clock.now() - last.at < gap:
            raise Problem("wrong_state", f"{last.by_name} 刚催办过,{int(gap.total_seconds() // 60)} 分钟内不重复催办。")
        task.urges += 1
    if task.owner is not None:
        call_person(actor, name, task, task.owner, f"催办:{task.title}。{text.strip()}")
    return task


def show_evidence(*, actor: str, name: str, task_id: int, kept: Kept) -> Task:
    """A photograph, a paper: kept as a file, with who showed it when."""
    task = _found(task_id)
    with act(actor, task.exercise_id):
        file = file_of(kept, area=task.set.area, by=actor, exercise=task.exercise_id)
        with moving(actor, name, task_id, "shown", "shown", kept.name, file) as (task, _):
            if task.state == CLOSED:
                raise Problem("wrong_state", "任务已办结。")
            task.files += 1
    return task


def _move(task: Task, state: str) -> None:
    if not may_follow(task.state, state):
        raise Problem("wrong_state", f"任务当前为“{task.get_state_display()}”,不能这样处理。")
    task.state = state


def _found(task_id: int) -> Task:
    task = Task.objects.select_related("set", "owner").filter(pk=task_id).first()
    if task is None:
        raise Problem("not_found", "没有这项任务。")
    return task

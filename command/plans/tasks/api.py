"""Tasks over HTTP: mine, a set of them, one with its life; its owner's steps, the desk's supervision."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from command.plans.tasks.issuing import NewTask, issue_tasks
from command.plans.tasks.life import close_task, feed_back, reassign_task, reject_task, show_evidence, step_task, urge_task, verify_task
from command.plans.tasks.models import DESK, Task, TaskSet
from command.plans.tasks.rows import TaskRow, TaskSetRow, TaskSetWhole, TaskWhole
from command.plans.tasks.states import CLOSED
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, execute, see
from realtime.codes import Problem
from realtime.files.receiving import receive

router = Router(tags=["tasks"])
MANAGE = "task.manage"
AreaCode = Annotated[str, Field(max_length=12, pattern=r"^\d{4,12}$")]
Whole = {200: TaskWhole, **REFUSALS}
Minutes = Annotated[float, Field(gt=0, le=60 * 24 * 90, allow_inf_nan=False, strict=False)]


class DeskTask(Body):
    title: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=500)
    owner: int | None = Field(None, description="a contact")
    owner_name: str = Field("", max_length=60, description="a department, where there is no contact")
    group: str = Field("", max_length=40)
    minutes: Minutes | None = None
    needs_feedback: bool = True
    evidence: str = Field("", max_length=60)


class DeskTasks(Body):
    area: AreaCode
    incident: int | None = None
    title: str = Field(min_length=1, max_length=120)
    tasks: list[DeskTask] = Field(min_length=1, max_length=100)


class TaskStep(Body):
    state: Literal["delivered", "read", "accepted", "in_progress"]
    said_by: str = Field("", max_length=40, description="entered by the desk for somebody on the telephone")


class TaskFeedback(Body):
    text: str = Field(min_length=1, max_length=1000)
    said_by: str = Field("", max_length=40)


class TaskRejection(Body):
    reason: str = Field(min_length=1, max_length=200)
    said_by: str = Field("", max_length=40)


class TaskVerdict(Body):
    holds: bool
    close: bool = Field(False, description="and done with it")
    text: str = Field("", max_length=500)


class TaskOwner(Body):
    person: int
    reason: str = Field("", max_length=200)
    minutes: Minutes | None = None


class TaskUrge(Body):
    text: str = Field("", max_length=200)


class AboutEvidence(Body):
    note: str = Field("", max_length=200)


def found(task_id: int) -> Task:
    task = Task.objects.select_related("set", "owner__deputy", "lead").filter(pk=task_id).first()
    if task is None:
        raise Problem("not_found", "没有这项任务。")
    return task


def whole(task: Task) -> TaskWhole:
    return {**task.row(), "entries": [entry.row() for entry in task.entries.order_by("pk")]}


def _again(task: Task) -> TaskWhole:
    return whole(found(task.pk))


def _mine(who: Caller, task: Task) -> bool:
    """Mine, or of the one I stand in for."""
    owner = task.owner
    users = {owner.user_id, owner.deputy.user_id if owner.deputy else None} if owner else set()
    return who.user_id is not None and who.user_id in users


def _as_owner(request: HttpRequest, task_id: int, said_by: str) -> tuple[Task, str]:
    """The owner as themselves; the desk for somebody who said it. The name that stands in the task's record."""
    task, who = found(task_id), caller(request)
    if who.locked:
        raise Problem("locked")
    if said_by.strip():
        if not who.may(MANAGE, task.set.area):
            raise Problem("forbidden", where=[MANAGE, task.set.area])
        return task, f"{said_by.strip()}({who.name}代录)"
    if not _mine(who, task):
        raise Problem("forbidden" if who.may("read", task.set.area) else "not_found", "这项任务不是交给您的。")
    return task, who.name


@router.get("/mine", response={200: list[TaskRow], **REFUSALS}, operation_id="list_my_tasks")
def get_mine(request: HttpRequest) -> list[TaskRow]:
    """Open ones first, by their term."""
    who = caller(request)
    if who.user_id is None:
        return []
    tasks = Task.objects.of(who.user_id).filter(set__archived=False).select_related("set", "owner")
    return [
        task.row() for task in sorted(tasks, key=lambda task: (task.state == CLOSED, task.due_at is None, task.due_at or task.issued_at))
    ][:200]


@router.get("/sets", response={200: list[TaskSetRow], **REFUSALS}, operation_id="list_task_sets")
def get_sets(request: HttpRequest, area: AreaCode) -> list[TaskSetRow]:
    see(request, area)
    return [held.row() for held in TaskSet.objects.filter(area__startswith=area)[:200]]


@router.get("/sets/{int:set_id}", response={200: TaskSetWhole, **REFUSALS}, operation_id="get_task_set")
def get_set(request: HttpRequest, set_id: int) -> TaskSetWhole:
    held = TaskSet.objects.filter(pk=set_id).first()
    if held is None:
        raise Problem("not_found", "没有这份任务清单。")
    see(request, held.area)
    return {**held.row(), "tasks": [task.row() for task in held.tasks.select_related("set", "owner").order_by("pk")]}


@router.get("/{int:task_id}", response=Whole, operation_id="get_task")
def get_task(request: HttpRequest, task_id: int) -> TaskWhole:
    task = found(task_id)
    if not _mine(caller(request), task):
        see(request, task.set.area)
    return whole(task)


@router.post("", response={201: TaskSetWhole, **REFUSALS}, operation_id="issue_desk_tasks")
def post_tasks(request: HttpRequest, body: DeskTasks) -> HttpResponse:
    incident = Incident.objects.filter(pk=body.incident).first() if body.incident is not None else None
    if body.incident is not None and incident is None:
        raise Problem("not_found", "没有这个事件。")
    persons = {person.pk: person for person in Person.objects.current().filter(pk__in=[task.owner for task in body.tasks if task.owner])}
    for place, task in enumerate(body.tasks):
        if (task.owner is None and not task.owner_name.strip()) or (task.owner is not None and task.owner not in persons):
            raise Problem("invalid", f"第 {place + 1} 项没有承办人,或该联系人已停用。", where=[f"tasks.{place}.owner"])

    def run(who: Caller) -> TaskSetWhole:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('dispatch_number')")
            (number,) = cursor.fetchone()
        held, _ = issue_tasks(
            actor=who.actor, name=who.name, origin=DESK, origin_id=number, title=body.title, area=body.area, incident_id=body.incident,
            exercise=incident.exercise_id if incident else None,
            tasks=[
                NewTask(
                    key=str(place), title=task.title, text=task.text, owner=persons.get(task.owner) if task.owner else None, owner_name=task.owner_name,
                    group=task.group, minutes=task.minutes, needs_feedback=task.needs_feedback, evidence=task.evidence,
                )
                for place, task in enumerate(body.tasks, 1)
            ],
        )  # fmt: skip
        return {**held.row(), "tasks": [task.row() for task in held.tasks.select_related("set", "owner").order_by("pk")]}

    return command(request, MANAGE, incident.area if incident else body.area, run, status=201)


@router.post("/{int:task_id}/step", response=Whole, operation_id="step_task")
def post_step(request: HttpRequest, task_id: int, body: TaskStep) -> HttpResponse:
    _, name = _as_owner(request, task_id, body.said_by)
    return execute(request, caller(request), lambda who: _again(step_task(actor=who.actor, name=name, task_id=task_id, state=body.state)))


@router.post("/{int:task_id}/feedback", response=Whole, operation_id="feed_back_task")
def post_feedback(request: HttpRequest, task_id: int, body: TaskFeedback) -> HttpResponse:
    _, name = _as_owner(request, task_id, body.said_by)
    return execute(request, caller(request), lambda who: _again(feed_back(actor=who.actor, name=name, task_id=task_id, text=body.text)))


@router.post("/{int:task_id}/reject", response=Whole, operation_id="reject_task")
def post_reject(request: HttpRequest, task_id: int, body: TaskRejection) -> HttpResponse:
    _, name = _as_owner(request, task_id, body.said_by)
    return execute(
        request, caller(request), lambda who: _again(reject_task(actor=who.actor, name=name, task_id=task_id, reason=body.reason))
    )


@router.post("/{int:task_id}/evidence", response=Whole, operation_id="show_task_evidence")
def post_evidence(request: HttpRequest, task_id: int, about: Form[AboutEvidence], file: File[UploadedFile]) -> HttpResponse:
    task, who = found(task_id), caller(request)
    if not _mine(who, task) and not who.may(MANAGE, task.set.area):
        raise Problem("forbidden" if who.may("read", task.set.area) else "not_found")
    return receive(
        request, who, file, about.model_dump(),
        lambda kept: _again(show_evidence(actor=who.actor, name=who.name, task_id=task_id, kept=kept)),
    )  # fmt: skip


@router.post("/{int:task_id}/verify", response=Whole, operation_id="verify_task")
def post_verify(request: HttpRequest, task_id: int, body: TaskVerdict) -> HttpResponse:
    """By the desk, or by the leader of its group."""
    task = found(task_id)

    def run(who: Caller) -> TaskWhole:
        done = verify_task(actor=who.actor, name=who.name, task_id=task_id, holds=body.holds, text=body.text)
        return _again(close_task(actor=who.actor, name=who.name, task_id=task_id) if body.close and body.holds else done)

    who = caller(request)
    if task.lead and task.lead.user_id and task.lead.user_id == who.user_id and not who.locked:
        return execute(request, who, run)
    return command(request, MANAGE, task.set.area, run)


@router.post("/{int:task_id}/close", response=Whole, operation_id="close_task")
def post_close(request: HttpRequest, task_id: int) -> HttpResponse:
    area = found(task_id).set.area
    return command(request, MANAGE, area, lambda who: _again(close_task(actor=who.actor, name=who.name, task_id=task_id)))


@router.post("/{int:task_id}/reassign", response=Whole, operation_id="reassign_task")
def post_reassign(request: HttpRequest, task_id: int, body: TaskOwner) -> HttpResponse:
    area = found(task_id).set.area
    return command(
        request, MANAGE, area,
        lambda who: _again(
            reassign_task(
                actor=who.actor, name=who.name, task_id=task_id, person_id=body.person, reason=body.reason, minutes=body.minutes
            )
        ),
    )  # fmt: skip


@router.post("/{int:task_id}/urge", response=Whole, operation_id="urge_task")
def post_urge(request: HttpRequest, task_id: int, body: TaskUrge) -> HttpResponse:
    area = found(task_id).set.area
    return command(request, MANAGE, area, lambda who: _again(urge_task(actor=who.actor, name=who.name, task_id=task_id, text=body.text)))

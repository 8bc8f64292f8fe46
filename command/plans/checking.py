"""对照排查: something happened elsewhere; our departments look at themselves and say what they found. One flow, visible, with its step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from command.plans.models import OutsideEvent
from command.plans.rows import OutsideEventRow
from command.plans.tasks.issuing import NewTask, close_tasks, issue_tasks
from command.plans.tasks.models import CHECK, TaskSet
from command.plans.tasks.states import WITHDRAWN
from dispatch.contacts.models import Person
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

FLOW = ["接报研判", "下发任务", "部门签收", "排查反馈", "核实", "汇总上报"]


def open_check(
    *,
    actor: str,
    name: str,
    title: str,
    place: str,
    happened_on: date,
    lesson: str,
    area: str,
    due_at: datetime,
    persons: Sequence[int],
    departments: Sequence[str],
    source: str = "",
    exercise: int | None = None,
) -> OutsideEvent:
    if due_at <= clock.now():
        raise Problem("invalid", "反馈时限已经过去。", where=["due_at"])
    owners = list(Person.objects.current().filter(pk__in=persons))
    if len(owners) < len(set(persons)):
        raise Problem("not_found", "有联系人不存在或已停用。", where=["persons"])
    if not owners and not departments:
        raise Problem("invalid", "请选择承办部门或联系人。", where=["persons"])
    with act(actor, exercise):
        event = OutsideEvent.objects.create(
            title=title, place=place, happened_on=happened_on, lesson=lesson, source=source, area=area, due_at=due_at, by=actor,
            by_name=name[:60], exercise_id=exercise,
        )  # fmt: skip
        tasks = [
            NewTask(
                key=f"person-{one.pk}",
                title=f"对照排查:{title}",
                text=lesson,
                owner=one,
                owner_role=one.org,
                due_at=due_at,
                evidence="排查情况表",
            )
            for one in owners
        ]
        tasks += [
            NewTask(
                key=f"dept-{place_}",
                title=f"对照排查:{title}",
                text=lesson,
                owner=None,
                owner_name=dept[:60],
                due_at=due_at,
                evidence="排查情况表",
            )
            for place_, dept in enumerate(dict.fromkeys(departments), 1)
        ]
        issue_tasks(
            actor=actor,
            name=name,
            origin=CHECK,
            origin_id=event.pk,
            title=f"对照排查:{title}"[:120],
            area=area,
            tasks=tasks,
            exercise=exercise,
        )
    return event


def report_check(*, actor: str, name: str, event_id: int, result: str) -> OutsideEvent:
    """The summary that goes up. What is still open is taken back, and says so."""
    held = OutsideEvent.objects.filter(pk=event_id).values_list("exercise_id", flat=True).first()
    with act(actor, held):
        event = OutsideEvent.objects.select_for_update().filter(pk=event_id).first()
        if event is None:
            raise Problem("not_found", "没有这项对照排查。")
        if event.reported_at is not None:
            raise Problem("wrong_state", "已经汇总上报。")
        event.result, event.reported_at = result.strip()[:1000], clock.now()
        event.save()
        close_tasks(actor=actor, name=name, origin=CHECK, origin_id=event.pk, why=WITHDRAWN, over=True)
    return event


def flow_step(counts: dict[str, int], fed_back: int, verified: int, reported: bool) -> int:
    """Which box of the flow is lit: the earliest that is not yet done by everybody."""
    if reported:
        return len(FLOW) - 1
    everybody = counts.get("all", 0)
    if everybody and verified >= everybody:
        return 5
    if everybody and fed_back >= everybody:
        return 4
    return 2 if counts.get("waiting", 0) else 3


def check_row(event: OutsideEvent) -> OutsideEventRow:
    held = TaskSet.objects.filter(origin=CHECK, origin_id=event.pk).first()
    states = list(held.tasks.filter(ended__in=("", "done")).values_list("state", flat=True)) if held else []
    fed_back, verified = sum(s in ("fed_back", "verified", "closed") for s in states), sum(s in ("verified", "closed") for s in states)
    return cast("OutsideEventRow", {
        "id": event.pk, "title": event.title, "place": event.place, "happened_on": event.happened_on.isoformat(), "lesson": event.lesson,
        "source": event.source, "area": event.area, "due_at": iso(event.due_at), "by_name": event.by_name, "at": iso(event.at),
        "result": event.result, "reported_at": iso(event.reported_at), "task_set": held.pk if held else None, "flow": FLOW,
        "step": flow_step(held.counts if held else {}, fed_back, verified, event.reported_at is not None), "x": event.exercise_id,
    })  # fmt: skip

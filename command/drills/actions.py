"""Verbs on a drill's plan before it runs: write it, say who plays and who knows, approve whom it reaches, hand it to its director."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from command.drills.changing import Change, changing, require
from command.drills.models import (
    APPROVER,
    BEFORE,
    BLIND,
    CANCELLED,
    DIRECTOR,
    DRAFT,
    PLANNER,
    READY,
    DrillInject,
    DrillPlan,
    DrillPlanApproval,
    DrillStaff,
)
from command.drills.players import gaps_of
from command.drills.script import InjectIn
from dispatch.contacts.models import Person
from dispatch.incidents.models import EventType
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

NUMBER = "YL"  # 演练


@dataclass(frozen=True)
class Head:
    """What a plan says of itself. `staff`: user → duties."""

    title: str
    kind: str
    area: str
    hazard: str = ""
    levels: Sequence[str] = ()
    planned_at: datetime | None = None
    minutes: int = 60
    goals: Sequence[str] = ()
    basis: str = ""


def draft_plan(
    *, actor: str, name: str, head: Head, user_id: int | None = None, script: Sequence[InjectIn] = (), staff: Sequence[tuple[int, str]] = (),
    people: Sequence[int] = (),
) -> DrillPlan:  # fmt: skip
    """Who writes it knows it."""
    _believable(head)
    with act(actor) as log:
        plan = DrillPlan.objects.create(number=next_number(NUMBER), by=actor, by_name=name[:60], **_fields(head))
        known = [*staff, *([(user_id, PLANNER)] if user_id is not None else [])]
        _set_staff(plan, known)
        plan.participants.set(_persons(plan, people))
        write_script(plan, script)
        plan.rev = 1
        plan.save(update_fields=["rev"])
        tell(log, plan.streams, "drill_plan.drafted", None, plan.row(), area=plan.area)
    return plan


def change_plan(
    *, actor: str, name: str, plan_id: int, head: Mapping[str, Any] | None = None, staff: Sequence[tuple[int, str]] | None = None,
    people: Sequence[int] | None = None, script: Sequence[InjectIn] | None = None,
) -> DrillPlan:  # fmt: skip
    """What is given is replaced as a whole. Another list, or another kind, needs both approvals again."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        require(plan, BEFORE, "修改")
        for field, value in (head or {}).items():
            setattr(plan, field, value)
        _believable(
            Head(
                title=plan.title,
                kind=plan.kind,
                area=plan.area,
                hazard=plan.hazard,
                levels=plan.levels,
                minutes=plan.minutes,
                goals=plan.goals,
            )
        )
        if staff is not None:
            planners = [(user, duty) for user, duty in plan.staff.filter(duty=PLANNER).values_list("user_id", "duty")]
            _set_staff(plan, [*staff, *planners])
        if people is not None:
            wanted = _persons(plan, people)
            if {one.pk for one in wanted} != set(plan.participants.values_list("pk", flat=True)):
                plan.participants.set(wanted)
                _withdraw(change)
        if head and "kind" in head and head["kind"] != change.before["kind"]:
            _withdraw(change)
        if script is not None:
            write_script(plan, script)
        if plan.state == READY and (people is not None or script is not None or staff is not None):
            plan.state = DRAFT  # its director was given something else
        change.step(actor, name, "changed")
        change.told("changed")
    return plan


def ready_plan(*, actor: str, name: str, plan_id: int) -> DrillPlan:
    """Handed to its director: somebody leads, something happens, and whoever a line names takes part."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        change.go(READY)
        if not plan.staff.filter(duty=DIRECTOR).exists():
            raise Problem("role_empty", "还没有导演,请先指定。", where=["staff"])
        if not plan.script.exists():
            raise Problem("invalid", "脚本还没有情景。", where=["script"])
        if gaps := gaps_of(plan):
            raise Problem("role_empty", gaps[0], where=gaps[:20])
        change.step(actor, name, "readied")
        change.told("readied")
    return plan


def approve_plan(*, actor: str, name: str, user_id: int | None, plan_id: int) -> DrillPlan:
    """Of whom it reaches. Two different persons; of a double-blind one only those who are in the know."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        require(plan, BEFORE, "批准")
        if not plan.outside:
            raise Problem("wrong_state", "桌面推演不向外联络,无须批准名单。")
        if not plan.participants.exists():
            raise Problem("wrong_state", "参演名单为空,无可批准。")
        if plan.kind == BLIND and (user_id is None or not plan.staff.filter(user_id=user_id).exists()):
            raise Problem("not_found", "没有这份演练方案。")
        if plan.approvals.filter(by=actor, withdrawn_at=None).exists():
            raise Problem("wrong_state", "您已批准,还须另一人批准。")
        DrillPlanApproval.objects.create(plan=plan, by=actor, by_name=name[:60])
        change.step(actor, name, "approved", f"参演 {plan.participants.count()} 人")
        change.told("approved")
    return plan


def cancel_plan(*, actor: str, name: str, plan_id: int, reason: str) -> DrillPlan:
    with changing(actor, plan_id) as change:
        change.go(CANCELLED)
        change.plan.ended_at = clock.now()
        change.step(actor, name, "cancelled", reason)
        change.told("cancelled")
    return change.plan


def write_script(plan: DrillPlan, script: Sequence[InjectIn]) -> None:
    """In the order of the clock; lines of one moment as they were written."""
    if wrong := [place for place, line in enumerate(script) if line.goal > len(plan.goals)]:
        raise Problem("invalid", f"第 {wrong[0] + 1} 个情景的目标序号超出演练目标。", where=[f"script.{wrong[0]}.goal"])
    areas = {line.area for line in script if line.area}
    if unknown := areas - set(Area.objects.filter(pk__in=areas).values_list("pk", flat=True)):
        raise Problem("invalid", f"没有区划 {min(unknown)}。", where=["script.area"])
    if outside := [line.area for line in script if line.area and not line.area.startswith(plan.area)]:
        raise Problem("invalid", f"情景区划 {outside[0]} 不在 {plan.area} 之内。", where=["script.area"])
    types = {line.type for line in script if line.type}
    if unknown := types - set(EventType.objects.filter(pk__in=types).values_list("pk", flat=True)):
        raise Problem("invalid", f"没有事件类型 {min(unknown)}。", where=["script.type"])
    plan.script.all().delete()
    ordered = sorted(script, key=lambda line: line.offset_s)
    DrillInject.objects.bulk_create(DrillInject(plan=plan, number=number, **line.model_dump()) for number, line in enumerate(ordered, 1))


def _fields(head: Head) -> dict[str, Any]:
    return {
        "title": head.title.strip(), "kind": head.kind, "area": head.area, "hazard": head.hazard, "levels": list(head.levels),
        "planned_at": head.planned_at, "minutes": head.minutes, "goals": [goal.strip() for goal in head.goals], "basis": head.basis[:120],
    }  # fmt: skip


def _believable(head: Head) -> None:
    if not head.title.strip():
        raise Problem("invalid", "请填写演练名称。", where=["title"])
    if not Area.objects.filter(pk=head.area).exists():
        raise Problem("invalid", "没有这个区划。", where=["area"])
    if head.hazard and not EventType.objects.filter(pk=head.hazard).exists():
        raise Problem("invalid", f"没有事件类型 {head.hazard}。", where=["hazard"])


def _set_staff(plan: DrillPlan, staff: Sequence[tuple[int, str]]) -> None:
    wanted = set(staff)
    known = set(User.objects.filter(pk__in=[user for user, _ in wanted], is_active=True).values_list("pk", flat=True))
    if missing := [user for user, _ in wanted if user not in known]:
        raise Problem("not_found", f"没有这个人员或已停用:{missing[0]}。", where=["staff"])
    plan.staff.all().delete()
    DrillStaff.objects.bulk_create(DrillStaff(plan=plan, user_id=user, duty=duty) for user, duty in sorted(wanted))
    if plan.kind == BLIND:
        plan.approvals.filter(withdrawn_at=None).exclude(by__in=[f"user:{user}" for user, _ in wanted]).update(withdrawn_at=clock.now())


def _persons(plan: DrillPlan, people: Sequence[int]) -> list[Person]:
    found = Person.objects.current().in_bulk(list(people))
    if missing := [number for number in people if number not in found]:
        raise Problem("not_found", f"没有这个联系人或已停用:{missing[0]}。", where=["people"])
    if plan.outside and len(found) > (cap := int(rule("drill.cap", plan.area))):
        raise Problem("invalid", f"实战演练参演名单最多 {cap} 人(现 {len(found)} 人)。", where=["people"])
    return list(found.values())


def _withdraw(change: Change) -> None:
    change.plan.approvals.filter(withdrawn_at=None).update(withdrawn_at=clock.now())


__all__ = ["APPROVER", "Head", "approve_plan", "cancel_plan", "change_plan", "draft_plan", "ready_plan", "write_script"]

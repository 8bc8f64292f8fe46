"""Verbs on a drill that runs: start, pause, go on, skip, bring forward, move, end, break off. Its clock is the clerk's: it survives a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from command.drills.changing import Change, changing, require
from command.drills.models import FAILED, FIRED, GOING, PAUSED, RUNNING, SKIPPED, WAITING, DrillInject, DrillPlan
from command.drills.performing import perform
from command.drills.players import gaps_of
from dispatch.drills.aborting import abort_drill
from dispatch.drills.actions import carry_approvals, end_drill, start_drill
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import act

DUE = "drill.inject"  # deadline kinds
SCORED = "drill.scored"
CLERK = "clerk"


def start_plan(*, actor: str, name: str, plan_id: int) -> DrillPlan:
    """Makes the exercise, and sets its whole script on the clock."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        change.go(RUNNING)
        if plan.outside and not plan.approved:
            raise Problem("not_on_list", "参演名单须由两人批准后才能开始。")
        if gaps := gaps_of(plan):
            raise Problem("role_empty", gaps[0], where=gaps[:20])
        people = list(plan.participants.filter(active=True).values_list("pk", flat=True))
        drill = start_drill(
            actor=actor, name=name, title=f"演练 {plan.number}" if plan.secret else plan.title, area=plan.area,
            kind=Exercise.LIVE if plan.outside else Exercise.TABLETOP, persons=people if plan.outside else (),
        )  # fmt: skip
        if plan.outside:
            signed = plan.approvals.filter(withdrawn_at=None).order_by("pk").values_list("by", "by_name")
            carry_approvals(actor=actor, exercise_id=drill.pk, approvals=list(signed))
        plan.exercise_id = drill.pk
        with act(actor, drill.pk):
            plan.started_at = now = clock.now()
            for inject in plan.script.all():
                _set(plan, inject, now + timedelta(seconds=inject.offset_s), now)
            change.step(actor, name, "started")
            change.told("started")
    return plan


def pause_plan(*, actor: str, name: str, plan_id: int, reason: str) -> DrillPlan:
    """What plays goes on; the script waits."""
    with changing(actor, plan_id) as change:
        change.go(PAUSED)
        change.plan.paused_at = clock.now()
        for inject in change.plan.script.filter(state=WAITING):
            clear_deadline(DUE, inject.pk)
        change.step(actor, name, "paused", reason)
        change.told("paused")
    return change.plan


def resume_plan(*, actor: str, name: str, plan_id: int) -> DrillPlan:
    """Everything still to come is later by the length of the pause."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        change.go(RUNNING)
        now = clock.now()
        assert plan.paused_at is not None and plan.started_at is not None
        rest = now - plan.paused_at
        plan.paused_at, plan.started_at = None, plan.started_at + rest
        for inject in plan.script.filter(state=WAITING):
            _set(plan, inject, (inject.due_at or now) + rest, now)
        change.step(actor, name, "resumed")
        change.told("resumed")
    return plan


def skip_inject(*, actor: str, name: str, inject_id: int, reason: str) -> DrillPlan:
    with _leading(actor, inject_id) as (change, inject):
        inject.state, inject.by_name, inject.reason = SKIPPED, name[:60], reason[:200]
        inject.save()
        clear_deadline(DUE, inject.pk)
        change.step(actor, name, "skipped", f"{inject.number} {inject.title}:{reason}")
        change.told("stepped")
    return change.plan


def bring_forward(*, actor: str, name: str, inject_id: int, reason: str) -> DrillPlan:
    """Now, by hand. One that had failed may be tried again."""
    with _leading(actor, inject_id, (WAITING, FAILED)) as (change, inject):
        _fire(change, inject, name=name, reason=reason)
        change.step(actor, name, "fired", f"{inject.number} {inject.title}:{reason}")
        change.told("injected")
    return change.plan


def move_injects(*, actor: str, name: str, inject_id: int, minutes: float, rest: bool, reason: str) -> DrillPlan:
    """Earlier or later, it alone or with all that comes after it; never before now."""
    with _leading(actor, inject_id) as (change, inject):
        plan, now = change.plan, clock.now()
        at = inject.due_at or now
        moved = plan.script.filter(state=WAITING, due_at__gte=at) if rest else plan.script.filter(pk=inject.pk)
        for one in moved:
            due = max(now, (one.due_at or now) + timedelta(minutes=minutes))
            if plan.state == PAUSED:
                one.due_at = due
                one.save(update_fields=["due_at"])
            else:
                _set(plan, one, due, now)
        change.step(actor, name, "moved", f"{inject.number} {inject.title} {minutes:+g} 分钟:{reason}")
        change.told("stepped")
    return change.plan


def end_plan(*, actor: str, name: str, plan_id: int, attended: int | None = None, summary: str = "") -> DrillPlan:
    """Everything of the exercise ends with it (`leaving.with_exercise`)."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        require(plan, GOING, "结束")
        plan.attended = plan.participants.count() if attended is None else attended
        plan.summary = summary.strip()[:1000]
        change.told("stepped")
        end_drill(actor=actor, name=name, exercise_id=_exercise(plan))
    plan.refresh_from_db()
    return plan


def abort_plan(*, actor: str, name: str, plan_id: int, text: str = "") -> DrillPlan:
    """演练中止,转入实战: the exercise's own way (`leaving.broken_off` keeps the list of what was going on, whichever door was used)."""
    with changing(actor, plan_id) as change:
        plan = change.plan
        require(plan, GOING, "中止")
    abort_drill(actor=actor, name=name, exercise_id=_exercise(plan), text=text)
    plan.refresh_from_db()
    return plan


def inject_due(inject_id: int) -> None:
    """The clerk's."""
    found = DrillInject.objects.filter(pk=inject_id).values_list("plan_id", flat=True).first()
    if found is None:
        return
    with changing(CLERK, found) as change:
        inject = DrillInject.objects.select_for_update(of=("self",)).get(pk=inject_id)
        if change.plan.state != RUNNING or inject.state != WAITING:
            return
        _fire(change, inject, name="", reason="")
        change.told("injected")


def term_over(inject_id: int) -> None:
    """The clerk's: by now it was to be done. Screens read the score again."""
    found = DrillInject.objects.filter(pk=inject_id).values_list("plan_id", flat=True).first()
    if found is not None:
        with changing(CLERK, found) as change:
            if change.plan.state in GOING:
                change.told("marked")


def _fire(change: Change, inject: DrillInject, *, name: str, reason: str) -> None:
    """A line that cannot be done is said to be so; the drill goes on."""
    plan = change.plan
    inject.plan = plan
    try:
        with act(CLERK, plan.exercise_id):
            inject.made = perform(inject)
        inject.state, inject.error = FIRED, ""
        if inject.kind == "reading" and inject.channel != "oral" and not inject.made.get("alarms"):
            inject.error = "没有越过任何阈值,系统未告警"
    except Problem as problem:
        inject.state, inject.error = FAILED, problem.detail[:200]
    inject.fired_at, inject.by_name, inject.reason = clock.now(), name[:60], reason[:200]
    inject.save()
    clear_deadline(DUE, inject.pk)
    if inject.state == FIRED and inject.action:
        set_deadline(SCORED, inject.pk, inject.within_s + 1, exercise=plan.exercise_id)


def _set(plan: DrillPlan, inject: DrillInject, due: datetime, now: datetime) -> None:
    inject.due_at = due
    inject.save(update_fields=["due_at"])
    set_deadline(DUE, inject.pk, max(0.0, (due - now).total_seconds()), exercise=plan.exercise_id)


def _exercise(plan: DrillPlan) -> int:
    if plan.exercise_id is None:
        raise Problem("wrong_state", "这场演练还没有开始。")
    return plan.exercise_id


@contextmanager
def _leading(actor: str, inject_id: int, states: tuple[str, ...] = (WAITING,)) -> Iterator[tuple[Change, DrillInject]]:
    """One inject under lock, of a drill that runs or is paused."""
    plan = DrillInject.objects.filter(pk=inject_id).values_list("plan_id", flat=True).first()
    if plan is None:
        raise Problem("not_found", "没有这个情景。")
    with changing(actor, plan) as change:
        require(change.plan, GOING, "导调")
        inject = DrillInject.objects.select_for_update(of=("self",)).get(pk=inject_id)
        if inject.state not in states:
            raise Problem("wrong_state", f"情景 {inject.number} {inject.get_state_display()},不能再操作。")
        yield change, inject

"""What drills leave waiting: lists to approve, one to start, marks to give; and to who takes part that there will be one – unless nobody may know."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from command.drills.models import BEFORE, BLIND, DIRECTOR, EVALUATOR, FIRED, GOING, READY, TABLETOP, DrillInject, DrillPlan
from command.drills.watched import ACTIONS
from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.rules.models import rule

SEEN_BY_LOG = [key for key, action in ACTIONS.items() if action.kinds]


def _line(code: str, plan: DrillPlan, since: str | None, due_at: str | None = None, **values: str) -> Waiting:
    said = {"title": plan.title, "number": plan.number} | values
    return {
        "kind": "drill",
        "id": plan.pk,
        "title_code": code,
        "values": said,
        "area": plan.area,
        "since": since,
        "due_at": due_at,
        "incident": None,
    }


def approvals(who: Caller) -> list[Waiting]:
    """Of a double-blind one only to its own staff."""
    if who.user_id is None:
        return []
    mine = inside(who, "drill.approve", "area") & (~Q(kind=BLIND) | Q(staff__user_id=who.user_id))
    rows = DrillPlan.objects.filter(mine, state=READY).exclude(kind=TABLETOP).distinct()
    return [
        _line("drill_approve", plan, iso(plan.at), iso(plan.planned_at))
        for plan in rows[:MOST]
        if not plan.approved and not plan.approvals.filter(by=who.actor, withdrawn_at=None).exists()
    ]


def starts(who: Caller) -> list[Waiting]:
    if who.user_id is None:
        return []
    rows = DrillPlan.objects.filter(staff__user_id=who.user_id, staff__duty=DIRECTOR, state=READY).distinct()
    return [_line("drill_start", plan, iso(plan.at), iso(plan.planned_at)) for plan in rows[:MOST]]


def marks(who: Caller) -> list[Waiting]:
    """What no event shows, when its time is over: one line a drill."""
    if who.user_id is None:
        return []
    now, found = clock.now(), []
    for plan in DrillPlan.objects.filter(staff__user_id=who.user_id, staff__duty=EVALUATOR, state__in=(*GOING, "ended")).distinct()[:MOST]:
        open_ = DrillInject.objects.filter(plan=plan, state=FIRED, mark=None).exclude(action__in=SEEN_BY_LOG).exclude(action="", expect="")
        due = [one.fired_at + timedelta(seconds=one.within_s) for one in open_ if one.fired_at]
        if due and min(due) <= now:
            found.append(_line("drill_mark", plan, iso(min(due)), None, n=str(len(due))))
    return found


def invitations(who: Caller) -> list[Waiting]:
    """To those who take part and have an account, some days before: when, not what."""
    if who.user_id is None:
        return []
    until = clock.now() + timedelta(days=float(rule("drill.invite_days")))
    rows = (
        DrillPlan.objects.filter(participants__user_id=who.user_id, state__in=BEFORE, planned_at__lt=until)
        .exclude(kind=BLIND)
        .exclude(state="draft")
    )
    return [_line("drill_join", plan, iso(plan.at), iso(plan.planned_at)) for plan in rows.distinct()[:MOST]]

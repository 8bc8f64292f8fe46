"""action → **changing** → log: a plan under lock, and one event to whoever may know of it, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from command.drills.models import MOVES, STATES, DrillPlan, DrillStep
from command.drills.rows import DrillPlanRow
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act

STATE_NAMES = dict(STATES)


class Change(NamedTuple):
    """The plan as it was, who knew of it, and the log of the action."""

    plan: DrillPlan
    before: DrillPlanRow
    knew: frozenset[str]
    log: Log

    def go(self, state: str) -> None:
        if state not in MOVES[self.plan.state]:
            raise Problem("wrong_state", f"{self.plan.number} {STATE_NAMES[self.plan.state]},不能改为{STATE_NAMES[state]}。")
        self.plan.state = state

    def step(self, actor: str, name: str, what: str, text: str = "") -> None:
        DrillStep.objects.create(plan=self.plan, what=what, text=text[:300], by=actor, by_name=name[:60], at=clock.now())

    def told(self, verb: str) -> None:
        """Who hears of it for the first time gets the whole row; who may no longer know of it loses it."""
        plan = self.plan
        plan.rev += 1
        plan.save()
        after, now = plan.row(), frozenset(plan.streams)
        for stream in sorted(now):
            tell(self.log, [stream], f"drill_plan.{verb}", self.before if stream in self.knew else None, after, area=plan.area)
        for stream in sorted(self.knew - now):
            area = None if stream.startswith("user:") else plan.area
            self.log.append(stream, "drill_plan.left", {"id": plan.pk, "area": plan.area}, area=area)


@contextmanager
def changing(actor: str, plan_id: int) -> Iterator[Change]:
    found = DrillPlan.objects.filter(pk=plan_id).first()
    if found is None:
        raise Problem("not_found", "没有这份演练方案。")
    with act(actor, found.exercise_id) as log:
        plan = DrillPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
        yield Change(plan, plan.row(), frozenset(plan.streams), log)


def require(plan: DrillPlan, states: tuple[str, ...], what: str) -> None:
    if plan.state not in states:
        raise Problem("wrong_state", f"{plan.number} {STATE_NAMES[plan.state]},不能{what}。")

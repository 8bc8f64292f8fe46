"""Verbs on findings: write one down, give it to somebody as a task that is real."""

from __future__ import annotations

from command.drills.changing import changing, require
from command.drills.models import ABORTED, ENDED, GOING, DrillFinding, DrillPlan
from command.plans.tasks.actions import NewTask, issue_tasks
from command.plans.tasks.models import DRILL
from dispatch.contacts.models import Person
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

MINUTES_A_DAY = 24 * 60


def write_finding(
    *, actor: str, name: str, plan_id: int, text: str, unit: str = "", inject_id: int | None = None, owner_id: int | None = None,
    owner_name: str = "", days: int | None = None,
) -> DrillFinding:  # fmt: skip
    with changing(actor, plan_id) as change:
        plan = change.plan
        require(plan, (*GOING, ENDED, ABORTED), "记录问题")
        if inject_id is not None and not plan.script.filter(pk=inject_id).exists():
            raise Problem("not_found", "这场演练没有这个情景。", where=["inject"])
        owner = _person(owner_id)
        made = DrillFinding.objects.create(
            plan=plan, inject_id=inject_id, text=text.strip(), unit=unit.strip(), owner=owner, owner_name=(owner.name if owner else owner_name.strip())[:60],
            days=days if days is not None else int(rule("drill.finding_days", plan.area)), by_name=name[:60],
        )  # fmt: skip
        change.told("found")
    return made


def issue_finding(
    *, actor: str, name: str, finding_id: int, owner_id: int | None = None, owner_name: str = "", days: int | None = None
) -> DrillPlan:
    """The exercise is over or will be; what it showed to be lacking is lacking in the world."""
    found = DrillFinding.objects.filter(pk=finding_id).first()
    if found is None:
        raise Problem("not_found", "没有这个问题。")
    with changing(actor, found.plan_id) as change:
        plan = change.plan
        finding = DrillFinding.objects.select_for_update(of=("self",)).get(pk=finding_id)
        if finding.task_id is not None:
            raise Problem("wrong_state", "已下达整改任务。")
        if owner_id is not None or owner_name.strip():
            finding.owner = _person(owner_id)
            finding.owner_name = (finding.owner.name if finding.owner else owner_name.strip())[:60]
        finding.days = days if days is not None else finding.days
        if not finding.owner_name:
            raise Problem("invalid", "请填写整改责任人。", where=["owner_name"])
        change.told("found")
    with act(actor) as log:  # of its own: the task carries no exercise's number
        del log
        _, tasks = issue_tasks(
            actor=actor, name=name, origin=DRILL, origin_id=plan.pk, title=f"演练整改:{plan.title}", area=plan.area,
            tasks=[
                NewTask(
                    key=f"finding:{finding.pk}", title=finding.text, text=f"{plan.number} 演练发现的问题"[:500], owner=finding.owner,
                    owner_name=finding.owner_name, group=finding.unit, minutes=finding.days * MINUTES_A_DAY, evidence="整改情况",
                )
            ],
        )  # fmt: skip
        finding.task = tasks[0]
        finding.save()
    return plan


def _person(person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    found = Person.objects.current().filter(pk=person_id).first()
    if found is None:
        raise Problem("not_found", "没有这个联系人或已停用。", where=["owner"])
    return found

"""plan → **showing** → reader: the head to whoever may read the area; script, steps and score to its staff; a double-blind one to nobody else."""

from __future__ import annotations

from typing import cast

from command.drills.library import library_rows
from command.drills.marking import marks_of
from command.drills.models import BLIND, DIRECTOR, LEVELS, OVER, TAKEN_PLACE, DrillPlan
from command.drills.players import as_player, gaps_of
from command.drills.rows import DrillFacts, DrillPlanWhole
from command.drills.targets import level_of
from command.drills.watched import ACTIONS
from dispatch.incidents.grades import MEASURES
from realtime.accounts.may import READ, Caller
from realtime.clock import iso
from realtime.codes import Problem
from realtime.files.models import File
from realtime.rules.models import rule

MANAGE = "plan.manage"
SCRIPT_STEPS = ("skipped", "fired", "moved")  # they name lines of the script


def found(plan_id: int) -> DrillPlan:
    plan = DrillPlan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise Problem("not_found", "没有这份演练方案。")
    return plan


def is_staff(who: Caller, plan: DrillPlan) -> bool:
    return who.user_id is not None and plan.staff.filter(user_id=who.user_id).exists()


def sees(who: Caller, plan: DrillPlan) -> bool:
    """That there is such a drill."""
    return is_staff(who, plan) or (not plan.secret and who.may(READ, plan.area))


def knows(who: Caller, plan: DrillPlan) -> bool:
    """What is in its script. Over, everybody may learn from it."""
    if is_staff(who, plan):
        return True
    if plan.state in TAKEN_PLACE:
        return who.may(READ, plan.area)
    return plan.kind != BLIND and who.may(MANAGE, plan.area)


def may_read_photo(who: Caller, file: File) -> bool:
    """A photo of a mark belongs to no area: it is read as the mark is, by who plays when it is over."""
    if file.area:
        return False
    return any(knows(who, plan) for plan in DrillPlan.objects.filter(script__mark__file=file).distinct())


def may_lead(who: Caller, plan: DrillPlan) -> bool:
    if who.user_id is not None and plan.staff.filter(user_id=who.user_id, duty=DIRECTOR).exists():
        return True
    return who.may(MANAGE, plan.area) and (not plan.secret or is_staff(who, plan))


def readable(who: Caller, plan_id: int) -> DrillPlan:
    plan = found(plan_id)
    if not sees(who, plan):
        raise Problem("not_found", "没有这份演练方案。")
    return plan


def whole(plan: DrillPlan, who: Caller) -> DrillPlanWhole:
    told = knows(who, plan)
    people = sorted(
        (as_player(person) for person in plan.participants.select_related("role")), key=lambda one: (len(one.area), one.area, one.id)
    )
    order = {level: place for place, (level, _) in enumerate(LEVELS)}
    marks = marks_of(plan) if told else {}
    return cast("DrillPlanWhole", {
        **plan.row(), "knows": told, "may_lead": may_lead(who, plan), "cap": int(rule("drill.cap", plan.area)), "approved": plan.approved,
        "goals": plan.goals if told else [], "basis": plan.basis if told else "",
        "staff": [
            {"user": one.user_id, "name": one.user.name, "duty": one.duty} for one in plan.staff.select_related("user").order_by("duty", "pk")
        ] if told else [],
        "people": sorted(
            ({"person": one.id, "name": one.name, "org": one.org, "title": one.title, "level": level_of(one)} for one in people),
            key=lambda row: order[row["level"]],
        ),
        "script": [inject.row(marks.get(inject.pk)) for inject in plan.script.all()] if told else [],
        "gaps": gaps_of(plan) if told and plan.state not in OVER else [],
        "steps": [step.row() for step in plan.steps.all() if told or step.what not in SCRIPT_STEPS],
        "findings": [one.row() for one in plan.findings.select_related("task")] if told else [], "broken_off": plan.broken_off,
        "summary": plan.summary, "at": str(iso(plan.at)),
    })  # fmt: skip


def facts(area: str) -> DrillFacts:
    return {
        "library": library_rows(), "cap": int(rule("drill.cap", area)), "measures": list(MEASURES),
        "actions": [{"key": key, "name": action.name, "watched": bool(action.kinds)} for key, action in ACTIONS.items()],
    }  # fmt: skip

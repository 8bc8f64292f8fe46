"""officer → **previewing** → approver: what a start would do – who, how many tasks and messages, what is there already, which role is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.core import signing
from django.utils.timezone import localdate

from command.plans.merging import sheet_of
from command.plans.models import Activation, Plan, plan_row
from command.plans.resolving import Resolved, resolve
from command.plans.rows import ActivationPreview, ActivationTask, RoleHolder
from command.plans.sheet import Sheet, read_sheet
from command.plans.starting import current, roles_for, step_to
from command.responses.approving import approvers_of, may_approve
from command.responses.levels import kind_of
from command.responses.models import ACTIVE, PROPOSED, Response
from dispatch.incidents.models import Incident
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.rules.models import rule

SALT = "plans.preview"


@dataclass(frozen=True)
class Wish:
    """What is to be started. `seen`: role → person and the keys to give and close, as the preview showed them."""

    plan: int
    version: int
    incident: int | None
    area: str
    level: int
    exercise: int | None
    seen: str

    @property
    def key(self) -> str:
        return f"plan:{self.plan}:{self.incident}:{self.area}:{self.exercise}"


def wish_of(token: str, actor: str, area: str | None = None) -> Wish:
    try:
        by, held = signing.loads(token, salt=SALT, max_age=int(rule("plans.preview_s", area)))
        wish = Wish(**held)
    except signing.SignatureExpired:
        raise Problem("stale_preview", "预览已过期,请重新预览。") from None
    except (signing.BadSignature, TypeError, ValueError):
        raise Problem("invalid", "预览凭据无效,请重新预览。", where=["token"]) from None
    if by != actor:
        raise Problem("invalid", "这份预览不是您的,请自己重新预览后再确认。", where=["token"])
    return wish


def area_of(token: str) -> str:
    """For the permission; what it says is read again in the act."""
    try:
        return str(signing.loads(token, salt=SALT)[1]["area"])
    except (signing.BadSignature, TypeError, ValueError, KeyError, IndexError):
        raise Problem("invalid", "预览凭据无效,请重新预览。", where=["token"]) from None


def asked(plan_id: int, incident_id: int | None, area: str, level: int, exercise: int | None) -> tuple[Plan, Incident | None, int | None]:
    plan = Plan.objects.select_related("family").filter(pk=plan_id, active=True).first()
    if plan is None:
        raise Problem("not_found", "没有这个预案。", where=["plan"])
    if not plan.worked:
        raise Problem("wrong_state", f"《{plan.title}》只有目录,没有任务,不能启动:请先导入正文。")
    if level not in plan.levels:
        raise Problem("invalid", "这个预案没有这一级响应。", where=["level"])
    if not area.startswith(plan.area):
        raise Problem("invalid", "区划不在预案适用范围内。", where=["area"])
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id is not None else None
    if incident_id is not None and (incident is None or not incident.open):
        raise Problem("wrong_state", "没有这个事件,或事件已结束。", where=["incident"])
    return plan, incident, incident.exercise_id if incident else exercise


def preview(who: Caller, *, plan_id: int, incident_id: int | None, area: str, level: int, exercise: int | None) -> ActivationPreview:
    plan, _, exercise = asked(plan_id, incident_id, area, level, exercise)
    held = current(plan, incident_id, area, exercise)
    sheet = read_sheet(held.body) if held else sheet_of(plan)
    found = resolve(sheet, roles_for(sheet, level), area)
    response = response_of(plan, incident_id, area, exercise)
    planned = step_to(sheet, level, held)
    wish = Wish(plan.pk, plan.version, incident_id, area, level, exercise, print_of(found, planned.give, planned.close))
    new = [task for task in sheet.tasks_at(level) if task.key in planned.give]
    people = {person.pk for code, person in found.persons.items() if code in {task.owner for task in new} | leads_of(sheet, new)}
    return cast("ActivationPreview", {
        "token": signing.dumps([who.actor, wish.__dict__], salt=SALT, compress=True), "good_s": int(rule("plans.preview_s", area)),
        "plan": plan_row(plan, localdate()), "incident": incident_id, "area": area, "level": level, "now": held.level if held else None,
        "response": response.pk if response else None, "response_does": _does(response, level, held),
        "roles": [_role(sheet, code, found) for code in [*found.gaps, *found.persons]], "groups": len({task.group for task in sheet.tasks_at(level)}),
        "tasks": _tasks(sheet, level, found, planned.give, planned.close), "give": len(planned.give), "stay": len(planned.stay),
        "close": len(planned.close), "people": len(people), "messages": 0 if is_tabletop(exercise) else len(people),
        "blocked": [sheet.role(code).title for code in found.gaps], "approvers": approvers_of(level, area),
        "may_approve": may_approve(who, level, area), "nothing": held is not None and held.level == level, "x": exercise,
    })  # fmt: skip


def leads_of(sheet: Sheet, tasks: list[Any]) -> set[str]:
    used = {task.group for task in tasks}
    return {group.lead for group in sheet.groups if group.code in used}


def print_of(found: Resolved, give: tuple[str, ...], close: tuple[str, ...]) -> str:
    """Who gets what: when this has changed since the preview, somebody has to look again."""
    held = {code: person.pk for code, person in sorted(found.persons.items())}
    return signing.Signer(salt=SALT).signature(repr((held, sorted(give), sorted(close), sorted(found.gaps))))


def response_of(plan: Plan, incident_id: int | None, area: str, exercise: int | None) -> Response | None:
    held = Response.objects.filter(family=plan.family, area=area, incident_id=incident_id, exercise_id=exercise)
    return held.filter(state__in=(ACTIVE, PROPOSED)).first()


def _does(response: Response | None, level: int, held: Activation | None) -> str:
    if response is None or response.state == PROPOSED:
        return "start"
    if response.level == level:
        return "none" if held is not None else "join"
    return kind_of(response.level, level)


def _role(sheet: Sheet, code: str, found: Resolved) -> RoleHolder:
    person = found.persons.get(code)
    return {
        "code": code, "title": sheet.role(code).title, "person": person.pk if person else None, "name": person.name if person else "",
        "org": person.org if person else "", "by_deputy": code in found.by_deputy, "gap": person is None,
    }  # fmt: skip


def _tasks(sheet: Sheet, level: int, found: Resolved, give: tuple[str, ...], close: tuple[str, ...]) -> list[ActivationTask]:
    groups = {group.code: group.name for group in sheet.groups}
    shown = [task for task in sheet.tasks if level in task.levels or task.key in close]
    return [
        {
            "key": task.key, "group": groups[task.group], "title": task.title, "owner_role": sheet.role(task.owner).title,
            "owner_name": found.persons[task.owner].name if task.owner in found.persons else "", "begins_min": task.offset_min,
            "due_min": task.offset_min + task.minutes, "evidence": task.evidence,
            "what": "give" if task.key in give else "close" if task.key in close else "stay",
        }
        for task in shown
    ]  # fmt: skip

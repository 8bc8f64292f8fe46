"""plan → **starting** → response, groups, tasks: what a start, a change of level and an end do to the tasks, inside the response's own action."""

from __future__ import annotations

from command.plans.diff import Step, step
from command.plans.models import Activation, Plan
from command.plans.resolving import Resolved, resolve
from command.plans.sheet import Sheet, read_sheet
from command.plans.tasks.issuing import NewTask, close_tasks, issue_tasks
from command.plans.tasks.models import PLAN, Task
from command.plans.tasks.states import CLOSED, DONE, ENDED, SURPLUS
from command.plans.tasks.telling_owner import call_person
from command.responses.models import END, Change, Response
from dispatch.alarms.system import system_alarm
from dispatch.contacts.models import Person
from realtime import clock
from realtime.accounts.names import names_of
from realtime.codes import Problem

ROLE_EMPTY = "role_empty"


def roles_for(sheet: Sheet, level: int) -> set[str]:
    """Owners of the level's tasks, and who leads a group that has one."""
    tasks = sheet.tasks_at(level)
    groups = {task.group for task in tasks}
    return {task.owner for task in tasks} | {group.lead for group in sheet.groups if group.code in groups}


def running(activation: Activation | None) -> tuple[list[str], list[str]]:
    """Keys open, and keys done."""
    if activation is None:
        return [], []
    rows = Task.objects.filter(set__origin=PLAN, set__origin_id=activation.pk).values_list("key", "state", "ended")
    return [key for key, state, _ in rows if state != CLOSED], [key for key, _, ended in rows if ended == DONE]


def step_to(sheet: Sheet, level: int, activation: Activation | None) -> Step:
    return step([task.key for task in sheet.tasks_at(level)], *running(activation))


def without_gaps(sheet: Sheet, level: int, area: str) -> Resolved:
    """Nobody in a role: it does not start, and says which."""
    found = resolve(sheet, roles_for(sheet, level), area)
    if found.gaps:
        titles = [sheet.role(code).title for code in found.gaps]
        raise Problem(ROLE_EMPTY, f"{'、'.join(titles)}没有人:请先在通讯录或值班表中补齐,再启动预案。", where=titles)
    return found


def groups_of(sheet: Sheet, level: int, persons: dict[str, Person]) -> list[dict[str, object]]:
    used = {task.group for task in sheet.tasks_at(level)}
    return [
        {
            "code": group.code, "name": group.name, "duty": group.duty,
            "lead": persons[group.lead].pk if group.lead in persons else None,
            "members": [persons[code].pk for code in group.members if code in persons],
        }
        for group in sheet.groups
        if group.code in used
    ]  # fmt: skip


def bring_to(*, actor: str, name: str, activation: Activation, level: int, call: bool, strict: bool = True) -> list[Task]:
    """Gives what is missing at this level and closes what is surplus; whoever gets something new is called.

    Not `strict`: the level is decided already, so a task of an empty role is given without an owner, and the desk has an alarm about it.
    """
    sheet = read_sheet(activation.body)
    found = without_gaps(sheet, level, activation.area) if strict else resolve(sheet, roles_for(sheet, level), activation.area)
    planned = step_to(sheet, level, activation)
    activation.level = level
    activation.roles |= {code: person.pk for code, person in found.persons.items()}
    activation.groups = groups_of(sheet, level, found.persons)
    activation.save(update_fields=["level", "roles", "groups"])
    close_tasks(actor=actor, name=name, origin=PLAN, origin_id=activation.pk, why=SURPLUS, keep=planned.stay)
    names = {group.code: group.name for group in sheet.groups}
    leads = {group.code: found.persons.get(group.lead) for group in sheet.groups}
    _, made = issue_tasks(
        actor=actor, name=name, origin=PLAN, origin_id=activation.pk, title=activation.plan.title, area=activation.area,
        incident_id=activation.incident_id, exercise=activation.exercise_id,
        tasks=[
            NewTask(
                key=task.key, title=task.title, text=task.text, owner=found.persons.get(task.owner), owner_name="(岗位空缺)", owner_role=sheet.role(task.owner).title,
                group=names[task.group], minutes=task.offset_min + task.minutes, needs_feedback=task.needs_feedback, evidence=task.evidence,
                lead=leads[task.group],
            )
            for task in sheet.tasks_at(level)
            if task.key in planned.give
        ],
    )  # fmt: skip
    if call:
        _call_owners(actor, name, made)
    if found.gaps and activation.exercise_id is None:
        empty = "、".join(sheet.role(code).title for code in found.gaps)
        system_alarm("plan", activation.pk, f"《{activation.plan.title}》任务无人承办:{empty}。请改派。", area=activation.area)
    return made


def _call_owners(actor: str, name: str, made: list[Task]) -> None:
    """Each person once, however many tasks."""
    by_owner: dict[int, list[Task]] = {}
    for task in made:
        if task.owner_id is not None:
            by_owner.setdefault(task.owner_id, []).append(task)
    for tasks in by_owner.values():
        owner = tasks[0].owner
        if owner is not None:
            more = f"等 {len(tasks)} 项任务" if len(tasks) > 1 else ""
            call_person(actor, name, tasks[0], owner, f"响应级别变更,请您办理:{tasks[0].title}{more}。")


def follow_level(actor: str, response: Response, change: Change) -> None:
    """Hook of responses: every plan that runs under it goes to its level, or ends with it."""
    name = names_of([actor]).get(actor, change.approver)
    for activation in Activation.objects.select_for_update(of=("self",)).select_related("plan").filter(response=response, ended_at=None):
        if change.kind == END:
            close_tasks(actor=actor, name=name, origin=PLAN, origin_id=activation.pk, why=ENDED, over=True)
            activation.ended_at = clock.now()
            activation.save(update_fields=["ended_at"])
        elif activation.level != response.level:
            bring_to(actor=actor, name=name, activation=activation, level=response.level, call=True, strict=False)


def current(plan: Plan, incident_id: int | None, area: str, exercise: int | None) -> Activation | None:
    held = Activation.objects.filter(plan=plan, incident_id=incident_id, area=area, exercise_id=exercise, ended_at=None)
    return held.select_related("plan", "response").first()

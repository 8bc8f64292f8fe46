"""A drill to play with: 王值班 leads, 陈班长 judges, one person on each of five levels."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from command.drills.actions import Head, draft_plan, ready_plan
from command.drills.models import DrillInject, DrillPlan
from command.drills.running import start_plan
from command.drills.script import InjectIn
from dispatch.contacts.models import Address, Person
from realtime.clerk.loop import run_due

PLACE = {"place": "良口镇", "lon": 113.7712, "lat": 23.7423, "area": "440117104"}
ALARM = InjectIn(
    offset_s=0, kind="alarm", title="山火", text="有浓烟", action="acknowledge", expect="确认", within_s=60, unit="值班员", goal=1, **PLACE
)
ORDER = InjectIn(
    offset_s=300,
    kind="order",
    title="五级签收",
    text="请签收",
    to="省、市、县、镇、村",
    action="answer_all",
    expect="签收",
    unit="各级",
    goal=2,
)
SEEN = InjectIn(offset_s=600, kind="fault", title="断网", text="基站退服", action="manual", expect="改用电台", unit="镇", points=2)
FIVE = ["44", "4401", "440117", "440117104", "440117104201"]


def players(areas: Sequence[str] = FIVE, **given: Any) -> list[Person]:
    made = [
        Person.objects.create(
            name=f"人{area}", role_id="duty_desk", area=area, org="广东省应急管理厅" if area == "44" else f"单位{area}", **given
        )
        for area in areas
    ]
    for number, one in enumerate(made):
        Address.objects.create(person=one, channel="record", value=f"r{number}", rank=0)
    return made


def planned(
    people: SimpleNamespace, script: Sequence[InjectIn] = (ALARM, ORDER, SEEN), kind: str = "tabletop", ready: bool = True
) -> DrillPlan:
    """王值班 leads, 陈班长 judges."""
    plan = draft_plan(
        actor=people.wang.actor, name="王值班", user_id=people.wang.pk, script=script, people=[person.pk for person in players()],
        head=Head(title="秋季演练", kind=kind, area="4401", hazard="11G01", levels=["province", "city", "county", "town", "village"], goals=["核实", "联动"]),
        staff=[(people.wang.pk, "director"), (people.chen.pk, "evaluator"), (people.chen.pk, "approver"), (people.admin.pk, "approver")],
    )  # fmt: skip
    return ready_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk) if ready else plan


def started(people: SimpleNamespace, **given: Any) -> DrillPlan:
    plan = planned(people, **given)
    return start_plan(actor=people.wang.actor, name="王值班", plan_id=plan.pk)


def strike() -> None:
    """The clerk comes for what is due."""
    while run_due():
        pass


def line(plan: DrillPlan, number: int) -> DrillInject:
    return plan.script.get(number=number)

"""The demo city's drills: a table-top that is planned, and a live one of last month that is over, scored, with what it found lacking. Invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from command.drills.actions import Head, approve_plan, draft_plan, ready_plan
from command.drills.findings import write_finding
from command.drills.marking import mark_inject
from command.drills.models import FIRED, DrillInject, DrillMark, DrillPlan
from command.drills.running import end_plan, start_plan
from command.drills.script import InjectIn
from command.seeding.cities import here
from dispatch.contacts.models import Person
from realtime import clock
from realtime.accounts.models import User
from realtime.clerk.deadlines import clear_deadline
from realtime.exercises.models import Exercise

PLANNED, OVER = "【演示】森林火灾四级联动桌面推演", "【演示】防汛转移实战演练"
AGO = timedelta(days=31)
Judged = tuple[str, float | None, str]  # verdict, seconds it took, note


def _line(**given: Any) -> InjectIn:
    return InjectIn.model_validate(given)


TABLETOP = [
    _line(
        offset_s=0, kind="message", title="群众报告山火", text="林场边缘有明火,北风三级", expect="十分钟内核实并报告", unit="值班室", goal=1
    ),
    _line(
        offset_s=900,
        kind="message",
        title="火线逼近村庄",
        text="东翼距最近村庄不足一公里",
        expect="提出转移建议",
        unit="指挥部",
        goal=2,
        points=2,
    ),
    _line(
        offset_s=1800,
        kind="fault",
        channel="oral",
        title="公网中断",
        text="前线手机不通",
        expect="改用电台或卫星电话",
        unit="通信组",
        goal=3,
    ),
]
LIVE: list[tuple[InjectIn, Judged]] = [
    (_line(offset_s=0, kind="message", title="暴雨红色预警", expect="叫应到镇街", within_s=600, unit="值班室", goal=1), ("met", 240, "")),
    (_line(offset_s=600, kind="message", title="山塘水位超汛限", expect="镇街派员查险", within_s=1200, unit="镇街", goal=1), ("met", 900, "")),
    (_line(offset_s=1200, kind="message", title="转移令", expect="120 人转移到安置点", within_s=3600, unit="镇街", goal=2, points=3), ("late", 4500, "两户独居老人无人接")),
    (_line(offset_s=2400, kind="fault", channel="oral", title="公网中断", expect="启用卫星电话", within_s=600, unit="村居", goal=3), ("missed", None, "卫星电话没有电")),
    (_line(offset_s=4200, kind="message", title="安置点清点", expect="逐户核对人数", within_s=1800, unit="安置点", goal=2), ("met", 1200, "")),
]  # fmt: skip
LACKING = [(3, "独居老人转移无包保人", "镇街"), (4, "村居卫星电话未定期充电", "村居")]


def make_drills() -> None:
    """Safe to run again."""
    titles = set(DrillPlan.objects.filter(title__in=[PLANNED, OVER]).values_list("title", flat=True))
    users = {user.username: user for user in User.objects.filter(username__in=["zhibanzhang", "daiban", "admin"])}
    area = here().code
    people = list(Person.objects.filter(active=True, area__startswith=area).order_by("pk").values_list("pk", flat=True)[:12])
    if len(users) < 3 or not people:
        return
    if PLANNED not in titles:
        _planned(users, people, area)
    if OVER not in titles:
        _over(users, people, area)


def _planned(users: dict[str, User], people: list[int], area: str) -> None:
    chief = users["zhibanzhang"]
    plan = draft_plan(
        actor=chief.actor, name=chief.name, user_id=chief.pk, script=TABLETOP, people=people,
        head=Head(
            title=PLANNED, kind="tabletop", area=area, hazard="11G01", levels=["city", "county", "town", "village"], minutes=60,
            planned_at=clock.now() + timedelta(days=6), goals=["接警核实与报告", "转移决策", "断网通信"], basis="年度演练计划",
        ),
        staff=[(chief.pk, "director"), (users["daiban"].pk, "evaluator")],
    )  # fmt: skip
    ready_plan(actor=chief.actor, name=chief.name, plan_id=plan.pk)


def _over(users: dict[str, User], people: list[int], area: str) -> None:
    chief, leader = users["zhibanzhang"], users["daiban"]
    plan = draft_plan(
        actor=chief.actor, name=chief.name, user_id=chief.pk, script=[one for one, _ in LIVE], people=people,
        head=Head(
            title=OVER, kind="live", area=area, hazard="11A51", levels=["city", "county", "town", "village"], minutes=90,
            planned_at=clock.now() - AGO, goals=["预警叫应", "人员转移", "断网通信"], basis="年度演练计划",
        ),
        staff=[(chief.pk, "director"), (leader.pk, "evaluator"), (leader.pk, "approver"), (users["admin"].pk, "approver")],
    )  # fmt: skip
    ready_plan(actor=chief.actor, name=chief.name, plan_id=plan.pk)
    for user in (leader, users["admin"]):
        approve_plan(actor=user.actor, name=user.name, user_id=user.pk, plan_id=plan.pk)
    start_plan(actor=chief.actor, name=chief.name, plan_id=plan.pk)
    _played(plan.pk, leader)
    end_plan(
        actor=chief.actor,
        name=chief.name,
        plan_id=plan.pk,
        attended=86,
        summary="演示数据。总体达到目标,独居老人转移和村居卫星电话须整改。",
    )
    _a_month_ago(plan.pk)


def _played(plan_id: int, leader: User) -> None:
    """As if it had run: nobody is called and nothing rings; what was seen is the evaluator's word."""
    now = clock.now()
    for inject, (verdict, seconds, note) in zip(DrillInject.objects.filter(plan=plan_id), [judged for _, judged in LIVE], strict=True):
        clear_deadline("drill.inject", inject.pk)
        inject.state, inject.fired_at = FIRED, now
        inject.save(update_fields=["state", "fired_at"])
        mark_inject(actor=leader.actor, name=leader.name, inject_id=inject.pk, verdict=verdict, seconds=seconds, note=note)
    numbered = dict(DrillInject.objects.filter(plan=plan_id).values_list("number", "pk"))
    for number, text, unit in LACKING:
        write_finding(
            actor=leader.actor, name=leader.name, plan_id=plan_id, text=text, unit=unit, inject_id=numbered[number], owner_name=unit
        )


def _a_month_ago(plan_id: int) -> None:
    """Its own times, not the log's: the log says when it was written down."""
    plan = DrillPlan.objects.get(pk=plan_id)
    begun: datetime = clock.now() - AGO
    plan.started_at, plan.ended_at = begun, begun + timedelta(minutes=plan.minutes)
    plan.save(update_fields=["started_at", "ended_at"])
    assert plan.exercise_id is not None
    Exercise.objects.filter(pk=plan.exercise_id).update(started_at=plan.started_at, ended_at=plan.ended_at)
    for inject in plan.script.all():
        inject.fired_at = begun + timedelta(seconds=inject.offset_s)
        inject.save(update_fields=["fired_at"])
        DrillMark.objects.filter(inject=inject).update(at=inject.fired_at)

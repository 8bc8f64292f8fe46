"""Several units at once, plans for later, drills that give way: who holds a unit is never in doubt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from devices.terminals.models import Downlink
from dispatch.incidents.actions import open_incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import activate_assignment, assign_unit, order_task, plan_unit, release, release_unit
from dispatch.orders.models import Assignment, Order
from dispatch.teams.exercise_units import enlist_for_exercise
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}


@pytest.fixture
def incident(city):
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def second(city):
    return open_incident(actor="user:1", **FIRE | {"place": "吕田镇"})


def hold(incident, unit, **more):
    return assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救", **more)


def held_by(unit):
    return snapshot("area:4401")["state"]["units"][str(unit.pk)]["incident"]


def test_several_units_go_together_or_not_at_all(agrees, as_user, people, incident, second, make_unit):
    teams = [make_unit(f"第{number}队") for number in range(4)]
    for busy in teams[1:3]:
        hold(second, busy)
    body = {"units": [team.pk for team in teams], "task": "出动"}
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/dispatch", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "unit_assigned")
    assert all(team.name in answer.json()["detail"] for team in teams[1:3])
    assert [one["unit"] for one in answer.json()["holder"]["all"]] == [team.pk for team in teams[1:3]]
    assert Assignment.objects.filter(incident=incident).count() == 0
    free = [teams[0].pk, teams[3].pk]
    with agrees():
        answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/dispatch", body | {"units": free})
    assert sorted(one["assignment"]["unit"] for one in answer.json()["assigned"]) == sorted(free)


def test_a_unit_that_may_not_go_is_refused_by_the_server_not_only_by_the_screen(as_user, people, incident, make_unit):
    off = make_unit(status_id="off")
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/dispatch", {"units": [off.pk], "task": "出动"})
    assert (answer.status_code, answer.json()["code"]) == (409, "unit_unavailable")
    assert not Order.objects.exists()


def test_a_second_assignment_neither_resets_nor_hides_the_first(people, incident, second, unit):
    assignment, order = hold(incident, unit)
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")
    before = Assignment.objects.get(pk=assignment.pk).row()
    with pytest.raises(Problem) as refused:
        hold(second, unit)
    assert refused.value.holder["number"] == incident.number
    plan_unit(actor="user:1", name="王值班", incident_id=second.pk, unit_id=unit.pk, task="随后")
    assert Assignment.objects.get(pk=assignment.pk).row() == before
    assert held_by(unit) == incident.pk


def test_a_planned_unit_looks_free_and_nobody_is_told_to_go(agrees, as_user, people, incident, unit):
    body = {"unit": unit.pk, "task": "随后转场", "planned": True}
    with agrees():
        answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", body)
    assert (answer.status_code, answer.json()["order"], answer.json()["assignment"]["state"]) == (201, None, "planned")
    assert held_by(unit) is None
    assert not Order.objects.exists() and not Downlink.objects.exists()
    assert as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", body).json()["code"] == "exists"


def test_release_begins_the_next_plan_and_skips_what_is_over(agrees, incident, second, unit):
    assignment, _ = hold(incident, unit)
    over = open_incident(actor="user:1", **FIRE)
    skipped = plan_unit(actor="user:1", name="王值班", incident_id=over.pk, unit_id=unit.pk, task="已不需要")
    plan = plan_unit(actor="user:1", name="陈班长", incident_id=second.pk, unit_id=unit.pk, task="随后转场")
    type(over).objects.filter(pk=over.pk).update(phase="closed")
    with agrees():
        freed = release(actor="user:1", name="王值班", assignment_id=assignment.pk)
    assert freed.activated == plan
    assert held_by(unit) == second.pk
    plan.refresh_from_db()
    skipped.refresh_from_db()
    assert (plan.state, skipped.state) == ("open", "released")
    assert (plan.order.task, plan.order.issued_name) == ("随后转场", "陈班长")


def test_a_crew_that_is_sent_to_rest_does_not_begin_its_next_plan(incident, second, unit):
    assignment, _ = hold(incident, unit)
    plan = plan_unit(actor="user:1", name="陈班长", incident_id=second.pk, unit_id=unit.pk, task="随后转场")
    Assignment.objects.filter(pk=assignment.pk).update(opened_at=F("opened_at") - timedelta(hours=30))
    assert release(actor="user:1", name="王值班", assignment_id=assignment.pk).activated is None
    plan.refresh_from_db()
    assert plan.state == "planned"


def test_an_exercise_that_ends_lets_everybody_go_and_leaves_every_screen(agrees, people, unit):
    exercise = start_exercise(actor="user:1", name="实战演练", area="4401", kind="live")
    drill = open_incident(actor="user:1", exercise=exercise.pk, **FIRE)
    assignment, order = hold(drill, unit)
    with agrees(), agrees(people.liang.actor), agrees(f"incident:{drill.pk}"):
        end_exercise(actor="user:1", exercise_id=exercise.pk)
    assignment.refresh_from_db()
    order.refresh_from_db()
    assert (assignment.state, order.state) == ("released", "cancelled")
    assert not snapshot(people.liang.actor)["state"]["orders"]
    assert not Deadline.objects.filter(exercise_id=exercise.pk).exists()


def test_a_team_of_an_exercise_is_held_on_the_exercises_board(agrees, unit):
    exercise = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drill = open_incident(actor="user:1", exercise=exercise.pk, **FIRE)
    made = enlist_for_exercise(
        actor="user:1",
        exercise=exercise.pk,
        code="Y1",
        name="演练一队",
        area="440117",
        kind="forest_fire",
        headcount=9,
        lon=113.5,
        lat=23.5,
    )
    with agrees():
        assignment, _ = hold(drill, made)
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)
    real = open_incident(actor="user:1", **FIRE)
    with pytest.raises(Problem) as refused:
        hold(real, made)
    assert refused.value.code == "exercise"


def test_a_plan_is_activated_by_hand_when_the_unit_is_free(agrees, as_user, people, incident, second, unit):
    assignment, _ = hold(incident, unit)
    plan = plan_unit(actor="user:1", name="王值班", incident_id=second.pk, unit_id=unit.pk, task="随后")
    answer = as_user(people.wang).send(f"/api/assignments/{plan.pk}/activate")
    assert (answer.status_code, answer.json()["holder"]["number"]) == (409, incident.number)
    Assignment.objects.filter(pk=assignment.pk).update(state="released")
    with agrees():
        activate_assignment(actor=people.wang.actor, name="王值班", assignment_id=plan.pk)
    assert Order.objects.get(assignment=plan).state == "issued"


def test_the_real_thing_takes_a_team_out_of_a_drill_and_says_so(agrees, as_user, people, incident, unit):
    exercise = start_exercise(actor="user:1", name="实战演练", area="4401", kind="live")
    drill = open_incident(actor="user:1", exercise=exercise.pk, **FIRE)
    practice, practised = hold(drill, unit)
    acknowledge_order(actor=people.liang.actor, order_id=practised.pk, principal=people.liang.actor, kind="accepted")
    assert held_by(unit) is None  # a drill takes nobody off the real board
    with agrees():
        answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/assignments", {"unit": unit.pk, "task": "出动"})
    assert answer.json()["drill_released"] == [{"incident": drill.pk, "number": drill.number, "exercise": exercise.pk}]
    practice.refresh_from_db()
    assert practice.state == "released"
    assert "转入实战" in Order.objects.get(kind="stand_down", exercise_id=exercise.pk).task
    assert "转入实战" in drill.notes.get().text
    assert held_by(unit) == incident.pk
    with pytest.raises(Problem) as refused:  # and at work it cannot be drilled
        hold(drill, unit)
    assert refused.value.holder["number"] == incident.number


def test_a_further_task_is_an_order_of_its_own(agrees, people, incident, unit):
    assignment, _ = hold(incident, unit)
    with agrees():
        task = order_task(actor="user:1", name="王值班", assignment_id=assignment.pk, task="转东侧开设隔离带")
        acknowledge_order(actor=people.liang.actor, order_id=task.pk, principal=people.liang.actor, kind="accepted")
    assignment.refresh_from_db()
    assert (assignment.leg, Order.objects.get(pk=task.pk).state) == ("assigned", "accepted")


def test_an_accepted_order_is_not_cancelled_but_ended(agrees, as_user, people, incident, unit):
    assignment, order = hold(incident, unit)
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    answer = as_user(people.wang).send(f"/api/orders/{order.pk}/cancel", {"reason": "误派"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    with agrees():
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)
    assert Order.objects.get(kind="stand_down").state == "issued"


def test_a_team_that_goes_home_is_not_asked_for_its_tasks_any_more(agrees, people, incident, unit):
    assignment, _ = hold(incident, unit)
    task = order_task(actor="user:1", name="王值班", assignment_id=assignment.pk, task="开设隔离带")
    with agrees(), agrees(people.liang.actor):
        release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert not Deadline.objects.filter(object_id=task.pk, kind__startswith="order.").exists()

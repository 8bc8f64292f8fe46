"""Where a team is: its update names one assignment, its times are kept, and closing leaves nobody behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, plan_unit, release_unit
from dispatch.orders.legs import move_leg
from dispatch.orders.models import Assignment, Order
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
BY_VOICE = {"by_voice": {"spoken_to": "梁队长", "channel": "应急17", "read_back": True}}


@pytest.fixture
def incident(city):
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def assignment(incident, unit):
    return assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")[0]


def test_a_team_reports_its_legs_from_its_page(agrees, as_user, people, assignment):
    leader, path = as_user(people.liang), f"/api/assignments/{assignment.pk}/leg"
    for leg in ("en_route", "arrived", "working", "leaving"):
        with agrees():
            assert leader.send(path, {"leg": leg}).status_code == 200
    row = Assignment.objects.get(pk=assignment.pk).row()
    assert row["leg"] == "leaving" and all(row[f"{leg}_at"] for leg in ("accepted", "en_route", "arrived", "working", "leaving"))
    assert Order.objects.get().state == "accepted"  # a team under way has accepted
    with agrees():
        leader.send(path, {"leg": "back"})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.leg) == ("released", "back")
    assert not Order.objects.filter(kind="stand_down").exists()  # nobody is ordered home who is home


def test_one_assignments_update_leaves_the_units_others_alone(people, unit, incident, assignment):
    """A team that works in a table-top as well, and has another plan waiting: only the named one moves."""
    exercise = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drill = open_incident(actor="user:1", exercise=exercise.pk, **FIRE)
    paper, _ = assign_unit(actor="user:1", name="王值班", incident_id=drill.pk, unit_id=unit.pk, task="推演")
    second = open_incident(actor="user:1", **FIRE | {"place": "吕田镇"})
    plan = plan_unit(actor="user:1", name="王值班", incident_id=second.pk, unit_id=unit.pk, task="随后转场")
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="arrived")
    legs = dict(Assignment.objects.values_list("pk", "leg"))
    assert legs == {assignment.pk: "arrived", paper.pk: "assigned", plan.pk: "assigned"}
    assert Incident.objects.get(pk=drill.pk).phase == "opened"


def test_the_first_there_commands_and_moves_the_phase(agrees, people, incident, assignment):
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="en_route")
    incident.refresh_from_db()
    assert (incident.phase, incident.commander_unit_id) == ("responding", None)
    with agrees(f"incident:{incident.pk}"):
        move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="working")  # nobody said "arrived"
    incident.refresh_from_db()
    assert (incident.phase, incident.commander_unit_id) == ("on_scene", assignment.unit_id)


def test_what_is_said_late_fills_in_its_time_and_moves_nothing_back(agrees, people, assignment):
    """The phone was in a valley: 出动 comes after 到场."""
    left = clock.now()
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="arrived")
    with agrees():
        move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="en_route", said_at=left)
    assignment.refresh_from_db()
    assert assignment.leg == "arrived"
    assert assignment.en_route_at is not None and assignment.arrived_at is not None and assignment.en_route_at <= assignment.arrived_at
    before = assignment.row()
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="en_route", said_at=left + timedelta(seconds=9))
    assignment.refresh_from_db()
    assert assignment.row() == before  # said twice it is one


def test_a_leg_that_cannot_follow_is_refused_by_the_server(as_user, people, assignment):
    answer = as_user(people.liang).send(f"/api/assignments/{assignment.pk}/leg", {"leg": "leaving"})
    assert (answer.status_code, answer.json()["code"]) == (409, "status_move")
    assignment.refresh_from_db()
    assert assignment.leg == "assigned"
    assert Order.objects.get().state == "issued"  # nothing half done


def test_who_may_say_where_a_team_is(as_user, people, assignment):
    path = f"/api/assignments/{assignment.pk}/leg"
    assert as_user(people.ho).send(path, {"leg": "arrived"}).status_code == 403  # an ordinary member
    assert as_user(people.wang).send(path, {"leg": "arrived"}).status_code == 403  # the desk, without saying who told it
    assert as_user(people.nansha).send(path, {"leg": "arrived"} | BY_VOICE).status_code == 403  # another district's desk
    answer = as_user(people.wang).send(path, {"leg": "arrived"} | BY_VOICE)
    assert (answer.status_code, answer.json()["leg"]) == (200, "arrived")
    whole = as_user(people.wang).get(f"/api/orders/{assignment.order_id}").json()
    assert [(move["leg"], move["said_by"], move["by_name"]) for move in whole["legs"]] == [
        ("accepted", "梁队长", "王值班"),
        ("arrived", "梁队长", "王值班"),
    ]


def test_the_way_home_may_be_reported_after_the_release(people, assignment):
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="working")
    release_unit(actor="user:1", name="王值班", assignment_id=assignment.pk)
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="leaving")
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="back")
    assignment.refresh_from_db()
    assert assignment.back_at is not None
    with pytest.raises(Problem, match="已经解除"):
        move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="arrived")


def test_the_page_shows_the_team_where_it_is(as_user, people, assignment):
    move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg="arrived")
    (order,) = as_user(people.liang).get("/api/field").json()["orders"]
    assert (order["assignment"]["id"], order["assignment"]["leg"], order["state"]) == (assignment.pk, "arrived", "accepted")


def test_closing_leaves_nobody_behind(agrees, as_user, people, incident, unit, make_unit):
    """Twenty units "on scene" of a closed call: refused until everybody was released, which is one press."""
    chief = as_user(people.chen)
    for number in range(3):
        other = make_unit(f"增援{number}")
        assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=other.pk, task="扑救")
    _, order = assign_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="扑救")
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="arrived")
    plan_unit(actor="user:1", name="王值班", incident_id=incident.pk, unit_id=make_unit("后备队").pk, task="随后")
    assert chief.send(f"/api/incidents/{incident.pk}/close", {"note": "明火已扑灭"}).json()["code"] == "open_assignments"
    with agrees():
        answer = chief.send(f"/api/incidents/{incident.pk}/release-all", {"note": "收队"})
    assert len(answer.json()["released"]) == 5
    assert set(Assignment.objects.values_list("state", flat=True)) == {"released"}
    assert Order.objects.filter(kind="stand_down").count() == 1  # only the accepted one is ordered home, the others are cancelled
    assert Order.objects.filter(state="cancelled").count() == 3
    rows = snapshot("area:4401")["state"]["units"]
    assert {row["incident"] for row in rows.values()} == {None}


def test_log_and_board_tell_the_same(as_user, people, incident, assignment):
    """A status that changes on one panel and not on the other: every leg is an event on both streams, in one order."""
    for leg in ("en_route", "arrived", "working"):
        move_leg(actor=people.liang.actor, assignment_id=assignment.pk, leg=leg)
    told = [
        list(Event.objects.filter(stream_id=stream, kind__startswith="assignment.").order_by("seq").values_list("kind", "body"))
        for stream in (f"incident:{incident.pk}", f"area:{incident.area}")
    ]
    assert told[0] == told[1]
    assert [kind for kind, _ in told[0]] == [f"assignment.{verb}" for verb in ("opened", "accepted", "en_route", "arrived", "working")]

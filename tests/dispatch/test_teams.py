"""A team's status, rest, standby and vehicles; every change told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from dispatch.distance import great_circle_m
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit, release_unit
from dispatch.orders.models import OPEN, RELEASED, Assignment
from dispatch.teams.actions import REST, change_status, change_unit
from dispatch.teams.fleet import add_vehicle, change_vehicle
from dispatch.teams.models import StandbyMission, StatusChange, Unit, UnitStatus
from dispatch.teams.rest import end_rest, rest_after
from dispatch.teams.standby import BEGIN, END, begin_standby, close_post, end_standby, finish_standby, open_post, order_standby
from realtime import clock
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, start_exercise
from realtime.rules.models import Rule
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db
WANG = "user:1"


def mode(value: str) -> None:
    Rule.objects.filter(name="unit.status_moves").update(value=value)


def now_is(unit: Unit) -> tuple[str, str]:
    fresh = Unit.objects.with_names().get(pk=unit.pk)
    return fresh.status_id, fresh.meaning


def post_of(name: str = "良口镇前置驻防点", area: str = "440117"):
    return open_post(actor=WANG, name=name, kind="fire", area=area, lon=113.7370, lat=23.7110)


def test_every_way_of_the_status_is_told(agrees, unit: Unit) -> None:
    with agrees():
        changed, warning = change_status(actor=WANG, unit_id=unit.pk, status="training")
        assert (changed.meaning, warning) == ("delayed", None)
        change_status(actor=WANG, unit_id=unit.pk, status="ready", reason="训练结束")
    assert [row.after for row in unit.changes.order_by("id")] == ["training", "ready"]


@pytest.mark.parametrize("value", ["off", "warn", "enforce"])
def test_a_move_nobody_foresaw_is_let_through_marked_or_refused(agrees, unit: Unit, value: str) -> None:
    mode(value)
    change_status(actor=WANG, unit_id=unit.pk, status="training")
    if value == "enforce":
        with pytest.raises(Problem) as refused:
            change_status(actor=WANG, unit_id=unit.pk, status="forward")
        assert refused.value.code == "status_move"
        assert now_is(unit) == ("training", "delayed")
        return
    with agrees():
        changed, warning = change_status(actor=WANG, unit_id=unit.pk, status="forward")
    assert (warning is not None) == changed.irregular == (value == "warn")
    assert changed.row()["irregular"] == (value == "warn")


def test_a_bureau_may_add_a_status_of_its_own(agrees, unit: Unit) -> None:
    UnitStatus.objects.create(code="exam", name="考核", meaning="unavailable")
    with agrees():
        changed, warning = change_status(actor=WANG, unit_id=unit.pk, status="exam")
    assert warning is not None
    assert (changed.row()["status_name"], changed.meaning) == ("考核", "unavailable")
    assert unit not in Unit.objects.available()


def assignment_of(unit: Unit, hours: float, exercise: int | None = None) -> Assignment:
    incident = open_incident(actor="system", **FIRE)
    now = clock.now()
    made = Assignment.objects.create(unit=unit, incident=incident, opened_by=WANG, state=RELEASED, exercise_id=exercise, released_at=now)
    Assignment.objects.filter(pk=made.pk).update(opened_at=now - timedelta(hours=hours))
    made.refresh_from_db()
    return made


def test_a_crew_that_worked_long_rests_and_the_clerk_brings_it_back(agrees, unit: Unit) -> None:
    rest_after(WANG, assignment_of(unit, 11))
    assert now_is(unit)[0] == "ready"
    long = assignment_of(unit, 13)
    with agrees():
        rest_after(WANG, long)
    assert now_is(unit) == ("resting", "unavailable")
    assert unit not in Unit.objects.available()
    end_rest(unit.pk)  # too early: nothing
    assert now_is(unit)[0] == "resting"
    Unit.objects.filter(pk=unit.pk).update(rest_until=clock.now() - timedelta(seconds=1))
    with agrees():
        end_rest(unit.pk)
    assert now_is(unit) == ("ready", "available")
    assert not Deadline.objects.filter(kind=REST).exists()


def test_a_real_release_and_the_real_clerk_do_so(unit: Unit) -> None:
    incident = open_incident(actor="system", **FIRE)
    assignment, _ = assign_unit(actor="system", name="系统", incident_id=incident.pk, unit_id=unit.pk, task="扑救")
    Assignment.objects.filter(pk=assignment.pk).update(opened_at=clock.now() - timedelta(hours=20))
    release_unit(actor="system", name="系统", assignment_id=assignment.pk)
    assert now_is(unit)[0] == "resting"
    now = clock.now()
    order_standby(actor=WANG, unit_id=unit.pk, post_id=post_of().pk, from_at=now + timedelta(hours=1), until_at=now + timedelta(hours=2))
    for kind, expected in ((BEGIN, "resting"), (REST, "forward"), (END, "ready")):
        if kind == REST:
            Unit.objects.filter(pk=unit.pk).update(rest_until=now)
        Deadline.objects.filter(kind=kind).update(due_at=now)
        run_due()
        assert now_is(unit)[0] == expected, kind
    assert not Deadline.objects.filter(kind__in=(BEGIN, REST, END)).exists()


def test_nobody_rests_from_a_table_top_or_while_at_work_elsewhere(unit: Unit) -> None:
    exercise = start_exercise(actor=WANG, name="桌面推演", area="4401")
    rest_after(WANG, assignment_of(unit, 20, exercise.pk))
    assert now_is(unit)[0] == "ready"
    done = assignment_of(unit, 20)
    Assignment.objects.create(unit=unit, incident=done.incident, opened_by=WANG, state=OPEN)
    rest_after(WANG, done)
    assert now_is(unit)[0] == "ready"


def test_rest_is_cut_short_only_by_an_officer_who_says_why(unit: Unit) -> None:
    change_status(actor=WANG, unit_id=unit.pk, status="resting", until=clock.now() + timedelta(hours=3))
    assert Deadline.objects.filter(kind=REST, object_id=unit.pk).exists()
    with pytest.raises(Problem) as silent:
        change_status(actor=WANG, unit_id=unit.pk, status="ready")
    assert (silent.value.code, silent.value.where) == ("status_move", ["reason"])
    with pytest.raises(Problem):
        change_status(actor=WANG, unit_id=unit.pk, status="ready", reason="缺人", may_override=False)
    change_status(actor=WANG, unit_id=unit.pk, status="ready", reason="火势扩大,经带班领导同意")
    assert now_is(unit)[0] == "ready"
    assert StatusChange.objects.latest("id").reason.startswith("火势扩大")
    assert not Deadline.objects.filter(kind=REST).exists()


def test_a_team_stands_forward_for_its_period(agrees, unit: Unit) -> None:
    start, end = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=9)
    with agrees():
        post = post_of()
        mission = order_standby(actor=WANG, unit_id=unit.pk, post_id=post.pk, from_at=start, until_at=end, reason="清明高火险")
    assert Deadline.objects.filter(kind=BEGIN, object_id=mission.pk).exists()
    assert now_is(unit)[0] == "ready"
    with agrees():
        begin_standby(mission.pk)
    assert now_is(unit) == ("forward", "available")
    assert Unit.objects.get(pk=unit.pk).post == post
    assert Deadline.objects.filter(kind=END, object_id=mission.pk).exists()
    with pytest.raises(Problem):
        close_post(actor=WANG, post_id=post.pk)
    with agrees():
        finish_standby(mission.pk)
        close_post(actor=WANG, post_id=post.pk)
    assert now_is(unit)[0] == "ready"
    assert Unit.objects.get(pk=unit.pk).post is None


def test_a_team_that_rests_goes_forward_when_it_has_rested(unit: Unit) -> None:
    change_status(actor=WANG, unit_id=unit.pk, status="resting")
    now = clock.now()
    order_standby(actor=WANG, unit_id=unit.pk, post_id=post_of().pk, from_at=now, until_at=now + timedelta(days=1))
    assert now_is(unit)[0] == "resting"
    Unit.objects.filter(pk=unit.pk).update(rest_until=now - timedelta(seconds=1))
    end_rest(unit.pk)
    assert now_is(unit)[0] == "forward"


def test_two_missions_of_one_team_do_not_overlap(unit: Unit) -> None:
    post, now = post_of(), clock.now()
    first = order_standby(actor=WANG, unit_id=unit.pk, post_id=post.pk, from_at=now, until_at=now + timedelta(hours=4))
    with pytest.raises(Problem) as refused:
        order_standby(actor=WANG, unit_id=unit.pk, post_id=post.pk, from_at=now + timedelta(hours=3), until_at=now + timedelta(hours=6))
    assert refused.value.code == "conflict"
    end_standby(actor=WANG, mission_id=first.pk)
    order_standby(actor=WANG, unit_id=unit.pk, post_id=post.pk, from_at=now + timedelta(hours=3), until_at=now + timedelta(hours=6))
    with pytest.raises(Problem):
        end_standby(actor=WANG, mission_id=first.pk)


def test_a_team_that_changes_district_leaves_one_board_and_enters_the_other(agrees, unit: Unit) -> None:
    truck = add_vehicle(actor=WANG, plate="粤A·T1", kind="pump_truck", unit_id=unit.pk, capacity=6)
    with agrees():
        change_unit(actor=WANG, unit_id=unit.pk, area="440118", headcount=44, equipment={"blower": 3}, skills=["fire_line"])
    truck.refresh_from_db()
    assert (truck.area, truck.subject.area) == ("440118", "440118")
    with pytest.raises(Problem) as refused:
        change_unit(actor=WANG, unit_id=unit.pk, equipment={"laser": 1}, skills=["magic"], kind="wizard")
    assert len(refused.value.where or []) == 3


def test_a_vehicle_changes_team_and_state(agrees, unit: Unit, make_unit: Callable[..., Unit]) -> None:
    other = make_unit("增城区森林消防大队", "440118")
    with agrees():
        truck = add_vehicle(actor=WANG, plate="粤A·T1", kind="pump_truck", unit_id=unit.pk, capacity=6)
        change_vehicle(actor=WANG, vehicle_id=truck.pk, status="maintenance")
        change_vehicle(actor=WANG, vehicle_id=truck.pk, unit_id=other.pk)
    with pytest.raises(Problem) as twice:
        add_vehicle(actor=WANG, plate="粤A·T1", kind="carrier", unit_id=unit.pk)
    assert twice.value.code == "exists"


def test_a_drill_teams_hours_pass_with_the_exercise(agrees, make_unit: Callable[..., Unit]) -> None:
    exercise = start_exercise(actor=WANG, name="演练", area="4401")
    drill = make_unit("演练队", exercise_id=exercise.pk)
    change_status(actor=WANG, unit_id=drill.pk, status="resting")
    before = Unit.objects.get(pk=drill.pk).rest_until
    with agrees():
        advance(exercise.pk, timedelta(hours=7))
    after = Unit.objects.get(pk=drill.pk).rest_until
    assert before is not None and after is not None
    assert before - after == timedelta(hours=7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT exercise_id FROM clerk_deadline WHERE kind = %s", [REST])
        assert cursor.fetchone() == (exercise.pk,)


def test_who_is_available_is_asked_never_stored(unit: Unit, make_unit: Callable[..., Unit]) -> None:
    free = make_unit("空闲队")
    incident = open_incident(actor="system", **FIRE)
    Assignment.objects.create(unit=unit, incident=incident, opened_by=WANG, state=OPEN)
    assert list(Unit.objects.available()) == [free]
    assert set(Unit.objects.available(77)) == {free, unit}
    assert Unit.objects.with_holder(None).get(pk=unit.pk).held_by == incident.pk


def test_the_gain_of_standing_forward_is_worked_out() -> None:
    """From the 从化 base to the post at 良口: 23 km, at 40 km/h about 35 minutes."""
    home = great_circle_m(113.5860, 23.5480, 113.7370, 23.7110)
    assert home == pytest.approx(23_800, abs=500)


def test_over_http(as_user, agrees, people: SimpleNamespace, unit: Unit) -> None:
    officer, leader, member = as_user(people.chen), as_user(people.liang), as_user(people.ho)
    with agrees():
        answer = leader.send(f"/api/teams/units/{unit.pk}/status", {"status": "resting", "reason": "连续作业"})
    assert answer.status_code == 200, answer.content
    assert leader.send(f"/api/teams/units/{unit.pk}/status", {"status": "ready", "reason": "缺人"}).json()["code"] == "status_move"
    assert member.send(f"/api/teams/units/{unit.pk}/status", {"status": "off"}).status_code == 403
    assert officer.send(f"/api/teams/units/{unit.pk}/status", {"status": "ready", "reason": "火势扩大"}).status_code == 200
    post = officer.send(
        "/api/teams/posts", {"name": "良口镇前置驻防点", "kind": "fire", "area": "440117", "lon": 113.737, "lat": 23.711}
    ).json()
    period = {"from": clock.now().isoformat(), "until": (clock.now() + timedelta(days=3)).isoformat()}
    mission = officer.send("/api/teams/missions", {"unit": unit.pk, "post": post["id"], **period}).json()
    assert (mission["state"], mission["post_eta_s"]) == ("standing", 0)
    assert mission["gain_s"] == mission["home_eta_s"] == pytest.approx(2140, abs=60)
    (at_fire,) = officer.get(f"/api/teams/missions?lon={FIRE['lon']}&lat={FIRE['lat']}").json()
    assert 0 < at_fire["post_eta_s"] < at_fire["home_eta_s"]
    whole = officer.get(f"/api/teams/units/{unit.pk}").json()
    assert whole["unit"]["status"] == "forward"
    assert [row["after"] for row in whole["changes"]][:2] == ["靠前驻防", "备勤"]
    assert [(source["adapter"], source["rank"]) for source in whole["sources"]] == [("radio", 1)]
    assert [member["role"] for member in whole["members"]] == ["commander", "member"]
    assert whole["next"][0]["foreseen"] and not whole["next"][-1]["foreseen"]
    (found,) = officer.get("/api/teams/units?kind=general&q=从化&meaning=available").json()
    assert found["id"] == unit.pk
    assert officer.send(f"/api/teams/units/{unit.pk}/profile", {"equipment": {"laser": 1}}).json()["where"] == [
        "equipment: 目录中没有“laser”"
    ]
    assert officer.send(f"/api/teams/units/{unit.pk}/profile", {"area": "440118"}).status_code == 200
    assert officer.get("/api/teams/codes").json()["statuses"][1]["name"] == "靠前驻防"
    assert StandbyMission.objects.count() == 1

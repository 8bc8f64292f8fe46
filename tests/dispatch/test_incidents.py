"""One incident from opening to its end and back: phases, grade, the “four ones”, command, words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.verdicts import give_verdict, reopen_alarm
from dispatch.archive import archive_over
from dispatch.incidents.actions import (
    GUARD_OVER,
    change_incident,
    close_incident,
    lock_open_incident,
    move_phase,
    open_incident,
    reopen_incident,
)
from dispatch.incidents.commander import hand_over_command, set_acting_commander
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.models import EventType, Incident
from dispatch.incidents.records import HandOver, Note
from dispatch.incidents.timeline import whole
from dispatch.orders.models import Assignment
from realtime import clock
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import advance, end_exercise, start_exercise
from realtime.log import act
from realtime.log.models import Event
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
FOUR = {"lead": "王副区长", "task_force": "良口火场处置专班", "plan": "两翼夹击,以水灭火", "outlet": "区应急局值班室"}
WANG = "user:1"


@pytest.fixture
def incident(city) -> Incident:
    return open_incident(actor=WANG, **FIRE)


@pytest.fixture
def settled(incident) -> Incident:
    """With its “four ones” in words."""
    return fill_four_ones(actor=WANG, incident_id=incident.pk, texts=FOUR)


def mode(value: str) -> None:
    Rule.objects.filter(name="incident.four_ones").update(value=value)


# The event types


def test_the_event_types_are_a_tree_read_flat(as_user, people):
    rows = {row["code"]: row for row in as_user(people.wang).get("/api/event-types").json()}
    assert (rows["11G01"]["parent"], rows["11G00"]["parent"], rows["11000"]["parent"]) == ("11G00", "11000", None)
    assert [rows[code]["level"] for code in ("11000", "11G00", "11G01")] == [1, 2, 3]
    assert {row["parent"] for row in rows.values()} - {None} <= set(rows)
    assert {code for code, row in rows.items() if row["parent"] is None} == {"11000", "12000", "13000", "14000", "19000"}


# Phases


def test_a_fire_goes_forward_and_comes_back_when_it_rekindles(agrees, settled):
    for phase in ("on_scene", "controlled", "out", "mop_up", "guard", "on_scene"):
        with agrees():
            move_phase(actor=WANG, incident_id=settled.pk, phase=phase)
    settled.refresh_from_db()
    assert (settled.phase, settled.guard_until) == ("on_scene", None)
    assert not Deadline.objects.filter(kind=GUARD_OVER).exists()


def test_a_phase_that_does_not_follow_is_refused(settled):
    with pytest.raises(Problem, match="已立案"):
        move_phase(actor=WANG, incident_id=settled.pk, phase="guard")


def test_the_clerk_tells_when_the_guard_has_lasted_its_time(agrees, settled):
    for phase in ("out", "guard"):
        move_phase(actor=WANG, incident_id=settled.pk, phase=phase)
    settled.refresh_from_db()
    assert timedelta(hours=23.9) < settled.guard_until - clock.now() <= timedelta(hours=24)
    Deadline.objects.filter(kind=GUARD_OVER).update(due_at="2000-01-01T00:00:00Z")
    with agrees():
        assert run_due() == 1
    settled.refresh_from_db()
    assert settled.phase == "guard"  # a person decides whether it may be left
    entry = whole(settled)["entries"][-1]
    assert entry["kind"] == "incident.guarded"
    assert "看守时限已满" in (entry["text"] or "")


def test_an_exercises_guard_runs_with_its_time(agrees, city):
    exercise = start_exercise(actor=WANG, name="演练", area="4401")
    incident = open_incident(actor=WANG, **FIRE, exercise=exercise.pk)
    fill_four_ones(actor=WANG, incident_id=incident.pk, texts=FOUR)
    for phase in ("out", "guard"):
        move_phase(actor=WANG, incident_id=incident.pk, phase=phase)
    incident.refresh_from_db()
    with agrees():
        advance(exercise.pk, timedelta(hours=24))
    assert Incident.objects.get(pk=incident.pk).guard_until == incident.guard_until - timedelta(hours=24)
    run_due()  # a day later other terms are over too
    assert Event.objects.filter(stream_id=f"incident:{incident.pk}", kind="incident.guarded").count() == 1
    close_incident(actor=WANG, incident_id=incident.pk, note="推演结束")
    assert set(Event.objects.filter(stream_id=f"incident:{incident.pk}").values_list("exercise_id", flat=True)) == {exercise.pk}
    end_exercise(actor=WANG, exercise_id=exercise.pk)
    with pytest.raises(Problem, match="演练已经结束"):
        reopen_incident(actor=WANG, incident_id=incident.pk, reason="再来一次")


# The “four ones”


def test_nothing_leaves_first_response_before_the_four_ones_are_settled(as_user, people, incident):
    officer, path = as_user(people.chen), f"/api/incidents/{incident.pk}"
    assert officer.send(f"{path}/phase", {"phase": "on_scene"}).status_code == 200
    for road, body in (("phase", {"phase": "controlled"}), ("close", {"note": "结束"})):
        answer = officer.send(f"{path}/{road}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "four_ones")
        assert answer.json()["where"] == ["lead", "task_force", "plan", "outlet"]
    assert officer.send(f"{path}/four-ones", {"lead": "王副区长", "plan": "两翼夹击"}).json()["four_ones"] == ["lead", "plan"]
    assert "工作专班、信息出口" in officer.send(f"{path}/phase", {"phase": "controlled"}).json()["detail"]
    officer.send(f"{path}/four-ones", {"task_force": "专班", "outlet": "值班室"})
    assert officer.send(f"{path}/phase", {"phase": "controlled"}).status_code == 200
    assert Incident.objects.get().phase == "controlled"


def test_where_the_rule_warns_it_goes_on_and_the_timeline_says_so(agrees, incident):
    mode("warn")
    with agrees():
        move_phase(actor=WANG, incident_id=incident.pk, phase="controlled")
    entry = whole(incident)["entries"][-1]
    assert entry["actor"] == "rule:incident.four_ones"
    assert "牵头领导、工作专班、行动方案、信息出口" in (entry["text"] or "")


def test_where_the_rule_is_off_nobody_asks(incident):
    mode("off")
    close_incident(actor=WANG, incident_id=incident.pk, note="结束")
    assert not Note.objects.filter(kind=Note.SYSTEM).exists()


def test_what_turned_out_to_be_nothing_has_nothing_to_settle(city):
    alarm = raise_alarm(actor=WANG, source="call", urgency="urgent", **FIRE)
    _, opened = give_verdict(actor=WANG, name="王值班", alarm_id=alarm.pk, verdict="confirmed")
    assert opened is not None
    with pytest.raises(Problem, match="四个一"):
        close_incident(actor=WANG, incident_id=opened.pk, note="误立案")
    reopen_alarm(actor=WANG, name="王值班", alarm_id=alarm.pk, reason="现场为祭祀用火")
    give_verdict(actor=WANG, name="王值班", alarm_id=alarm.pk, verdict="worship_fire")
    assert not close_incident(actor=WANG, incident_id=opened.pk, note="误立案").open


def test_a_later_text_takes_the_earlier_ones_place_and_both_are_kept(agrees, settled):
    with agrees(f"incident:{settled.pk}"):
        fill_four_ones(actor=WANG, incident_id=settled.pk, texts={"lead": "李区长"})
    assert [row["text"] for row in whole(settled)["four_ones"] if row["item"] == "lead"] == ["李区长"]
    assert settled.four_one_history.filter(item="lead").count() == 2


def test_the_desk_starts_from_who_is_on_duty(as_user, people, incident):
    defaults = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["four_ones_defaults"]
    assert defaults["outlet"] == "值班长 陈班长"
    assert "良口镇森林火灾" in defaults["task_force"]


def test_blanks_fill_nothing(as_user, people, incident):
    officer, path = as_user(people.wang), f"/api/incidents/{incident.pk}/four-ones"
    assert officer.send(path, {"lead": "  "}).status_code == 422
    assert officer.send(path, {}).status_code == 422


# Command


def test_the_first_to_arrive_commands_until_it_is_handed_over(agrees, as_user, people, incident, unit, make_unit):
    second = make_unit("良口镇综合应急队")
    for one in (unit, second):
        Assignment.objects.create(unit=one, incident=incident, opened_by=WANG)
    with agrees(), act(WANG):
        for one in (unit, second):
            set_acting_commander(actor=WANG, incident=lock_open_incident(incident.pk), unit=one)
    incident.refresh_from_db()
    assert (incident.commander_unit_id, incident.commander_name) == (unit.pk, "梁队长")
    with agrees():
        hand_over_command(actor=people.wang.actor, incident_id=incident.pk, unit_id=second.pk, reason="火线东移")
        hand_over_command(actor=people.wang.actor, incident_id=incident.pk, name="李区长", reason="区领导到场")
    rows = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["handovers"]
    assert [(row["from_name"], row["name"], row["unit"]) for row in rows] == [
        ("", "梁队长", unit.pk), ("梁队长", "良口镇综合应急队", second.pk), ("良口镇综合应急队", "李区长", None),
    ]  # fmt: skip
    assert rows[-1]["by_name"] == "王值班"


def test_command_goes_only_to_who_is_there_or_to_a_name(incident, unit):
    for given, word in (({"unit_id": unit.pk}, "在办任务"), ({}, "二选一"), ({"unit_id": unit.pk, "name": "李区长"}, "二选一")):
        with pytest.raises(Problem, match=word):
            hand_over_command(actor=WANG, incident_id=incident.pk, reason="x", **given)
    hand_over_command(actor=WANG, incident_id=incident.pk, name="李区长", reason="到场")
    with pytest.raises(Problem, match="已是现场指挥"):
        hand_over_command(actor=WANG, incident_id=incident.pk, name="李区长 ", reason="到场")
    assert HandOver.objects.count() == 1


# The end, and after


def test_closing_never_leaves_a_team_on_scene(agrees, as_user, people, settled, unit):
    """Peers' complaint 2: closing a call leaves 20 units "on scene"."""
    Assignment.objects.create(unit=unit, incident=settled, opened_by=WANG)
    answer = as_user(people.chen).send(f"/api/incidents/{settled.pk}/close", {"note": "明火已扑灭"})
    assert (answer.status_code, answer.json()["code"]) == (409, "open_assignments")
    assert unit.name in answer.json()["detail"]
    assert Incident.objects.get().open and not Note.objects.exists()
    Assignment.objects.update(state="planned")  # its turn would never come
    with pytest.raises(Problem, match="预派"):
        close_incident(actor=WANG, incident_id=settled.pk, note="明火已扑灭")
    Assignment.objects.update(state="released")
    with agrees():
        close_incident(actor=WANG, incident_id=settled.pk, note="明火已扑灭")
    assert not Incident.objects.get().open


def test_closing_before_the_guard_is_over_is_said(settled):
    for phase in ("out", "guard"):
        move_phase(actor=WANG, incident_id=settled.pk, phase=phase)
    close_incident(actor=WANG, incident_id=settled.pk, note="移交林场看守")
    said = [note.text for note in Note.objects.filter(kind=Note.SYSTEM).order_by("number")]
    assert said == ["火场未登记移交即结束事件。", "看守时限未满即结束事件。"]
    assert not Deadline.objects.filter(kind=GUARD_OVER).exists()


def test_a_closed_incident_is_reopened_with_a_reason_and_starts_again(agrees, as_user, people, settled):
    close_incident(actor=WANG, incident_id=settled.pk, note="已移交")
    with agrees():
        reopen_incident(actor=people.wang.actor, incident_id=settled.pk, reason="复燃")
    settled.refresh_from_db()
    assert (settled.phase, settled.closed_at, settled.reopened) == ("opened", None, 1)
    entries = as_user(people.wang).get(f"/api/incidents/{settled.pk}").json()["entries"]
    (entry,) = [entry for entry in entries if entry["kind"] == "incident.reopened"]
    assert (entry["text"], entry["actor_name"]) == ("复燃", "王值班")
    with pytest.raises(Problem, match="没有结束"):
        reopen_incident(actor=WANG, incident_id=settled.pk, reason="又复燃")


def test_what_was_taken_off_the_board_comes_back_with_its_orders(agrees, settled, unit):
    assignment = Assignment.objects.create(unit=unit, incident=settled, opened_by=WANG, state="released")
    close_incident(actor=WANG, incident_id=settled.pk, note="已移交")
    Incident.objects.update(closed_at="2020-01-01T00:00:00Z")
    archive_over()
    with agrees():
        reopen_incident(actor=WANG, incident_id=settled.pk, reason="复燃")
    assert Event.objects.filter(kind="assignment.restored", body__contains=f'"id":{assignment.pk}').exists()


def test_another_apps_fields_are_changed_as_ever(agrees, incident, unit):
    with agrees(), act(WANG):
        change_incident(actor=WANG, incident=lock_open_incident(incident.pk), phase="responding", commander_unit_id=unit.pk)


def test_an_unknown_type_is_refused(city):
    with pytest.raises(Problem, match="99Z99"):
        open_incident(actor=WANG, **FIRE | {"type": "99Z99"})
    assert EventType.objects.filter(scheme="centre").exists()

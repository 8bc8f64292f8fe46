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
    note_incident,
    open_incident,
    reopen_incident,
)
from dispatch.incidents.commander import hand_over_command, set_acting_commander
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import grade_incident, record_figure
from dispatch.incidents.models import EventType, GradeRule, Incident
from dispatch.incidents.records import Figure, HandOver, Note
from dispatch.incidents.strikes import strike_entry
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


def last(incident: Incident, kind: str) -> Event:
    return Event.objects.filter(stream_id=f"incident:{incident.pk}", kind=kind).order_by("-seq")[0]


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
    Deadline.objects.update(due_at="2000-01-01T00:00:00Z")
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
    assert run_due() == 1
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


# The grade


def test_figures_propose_and_a_person_confirms(agrees, incident):
    with agrees():
        record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=0.4, source="无人机")
        record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1.4, source="无人机")
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.figures) == (3, "proposed", {"area_ha": 1.4})
    assert incident.grade_why == {"grade": 3, "measure": "area_ha", "value": 1.4, "at_least": 1, "source": incident.grade_why["source"]}
    with agrees():
        grade_incident(actor=WANG, incident_id=incident.pk, grade=3, state="confirmed")
    incident.refresh_from_db()
    assert (incident.grade_state, incident.grade_why["measure"]) == ("confirmed", "area_ha")
    assert [row.value for row in Figure.objects.all()] == [0.4, 1.4]


def test_a_confirmed_grade_stays_and_the_new_proposal_stands_beside_it(agrees, incident):
    grade_incident(actor=WANG, incident_id=incident.pk, grade=4, state="confirmed")
    with agrees():
        record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=3)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state) == (4, "confirmed")
    assert (incident.grade_why["grade"], incident.grade_why["measure"]) == (3, "deaths")
    grade_incident(actor=WANG, incident_id=incident.pk, grade=4, state="confirmed")  # seen, and decided against
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=4)  # the same grade: no news
    incident.refresh_from_db()
    assert incident.grade_why is None
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=10)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_why["grade"]) == (4, 2)


def test_a_persons_proposal_is_not_replaced_by_the_figures(incident):
    grade_incident(actor=WANG, incident_id=incident.pk, grade=2, state="proposed")
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.grade_why["grade"]) == (2, "proposed", 3)


def test_a_figure_put_right_takes_its_own_proposal_back(incident):
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=3)
    record_figure(actor=WANG, incident_id=incident.pk, measure="deaths", value=0)
    incident.refresh_from_db()
    assert (incident.grade, incident.grade_state, incident.grade_why) == (None, "", None)


def test_a_late_figure_of_an_earlier_hour_does_not_take_a_newer_one_back(incident):
    now = clock.now()
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=3, occurred_at=now)
    record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=1, occurred_at=now - timedelta(hours=1))
    incident.refresh_from_db()
    assert incident.figures == {"area_ha": 3}


def test_the_bureaus_own_criterion_counts_from_its_own_day(incident):
    for grade, at_least in ((4, 0), (1, 2)):
        GradeRule.objects.create(type="11G01", area="4401", measure="area_ha", grade=grade, at_least=at_least, source="本市预案")
    GradeRule.objects.filter(source="本市预案").update(valid_from="2999-01-01T00:00:00Z")
    assert record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=2).grade == 3
    GradeRule.objects.filter(source="本市预案").update(valid_from="2020-01-01T00:00:00Z")
    incident = record_figure(actor=WANG, incident_id=incident.pk, measure="area_ha", value=2.5)
    assert (incident.grade, incident.grade_why["source"]) == (1, "本市预案")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"measure": "deaths", "value": -1}, "value"),
        ({"measure": "deaths", "value": 1.5}, "value"),
        ({"measure": "deaths", "value": 1e300}, "value"),
        ({"measure": "hectares", "value": 1}, "measure"),
        ({"measure": "deaths", "value": 1, "occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_its_field(as_user, people, incident, body, where):
    answer = as_user(people.wang).send(f"/api/incidents/{incident.pk}/figures", body)
    assert answer.status_code == 422
    assert any(where in line for line in answer.json()["where"])
    assert not Figure.objects.exists()


def test_only_who_may_confirm_confirms(as_user, people, incident):
    body = {"grade": 3, "state": "confirmed"}
    assert as_user(people.wang).send(f"/api/incidents/{incident.pk}/grade", body).status_code == 403
    assert as_user(people.chen).send(f"/api/incidents/{incident.pk}/grade", body).status_code == 200


# Words


def test_a_second_officers_screen_hears_of_every_word_without_asking(agrees, settled):
    """Peers' complaint 1: a second dispatcher must refresh to see notes."""
    before = settled.words
    with agrees():
        note_incident(actor=WANG, incident_id=settled.pk, text="风向转东北")
    heard = Event.objects.filter(stream_id=f"area:{settled.area}").order_by("-seq")[0]
    assert (heard.kind, f'"words":{before + 1}' in heard.body, "风向" in heard.body) == ("incident.written", True, False)


def test_row_board_and_timeline_never_disagree(agrees, settled):
    """Peers' complaint 7: status changed, log and other panels do not agree. One action changes row and both streams, or nothing."""
    for scope in (f"area:{settled.area}", f"incident:{settled.pk}"):
        with agrees(scope):
            move_phase(actor=WANG, incident_id=settled.pk, phase="on_scene" if scope.startswith("area") else "controlled")
    with pytest.raises(Problem), act(WANG):
        move_phase(actor=WANG, incident_id=settled.pk, phase="out")
        move_phase(actor=WANG, incident_id=settled.pk, phase="responding")
    settled.refresh_from_db()
    assert (settled.phase, '"phase":"controlled"' in last(settled, "incident.changed").body) == ("controlled", True)


def test_an_entry_struck_through_stays_with_who_when_why_and_what_it_should_say(agrees, as_user, people, incident):
    note_incident(actor=people.wang.actor, incident_id=incident.pk, text="死亡 3 人")
    seq = last(incident, "incident.written").seq
    with agrees(f"incident:{incident.pk}"):
        strike_entry(actor=people.chen.actor, incident_id=incident.pk, seq=seq, reason="误听", text="死亡 0 人,3 人受伤")
    entries = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["entries"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    struck = entries[seq - 1]
    assert struck["text"] == "死亡 3 人"
    assert (struck["struck"]["by_name"], struck["struck"]["reason"], struck["struck"]["text"]) == ("陈班长", "误听", "死亡 0 人,3 人受伤")
    assert "误听" in entries[-1]["text"]


def test_what_the_system_wrote_cannot_be_struck(incident):
    with pytest.raises(Problem, match="系统"):
        strike_entry(actor=WANG, incident_id=incident.pk, seq=1, reason="x")
    with pytest.raises(Problem, match="99"):
        strike_entry(actor=WANG, incident_id=incident.pk, seq=99, reason="x")


def test_a_late_entry_is_marked_with_its_three_times(incident):
    now = clock.now()
    note_incident(
        actor=WANG, incident_id=incident.pk, text="到达火场", occurred_at=now - timedelta(hours=1), received_at=now - timedelta(minutes=50)
    )
    note_incident(actor=WANG, incident_id=incident.pk, text="正在开设隔离带", occurred_at=now)
    late, prompt = whole(incident)["entries"][-2:]
    assert (late["late"], prompt["late"]) == (True, False)
    assert late["occurred_at"] < late["received_at"] < late["at"]


def test_what_happened_before_the_end_may_be_entered_after_it(settled):
    during = clock.now()
    close_incident(actor=WANG, incident_id=settled.pk, note="已移交")
    note_incident(actor=WANG, incident_id=settled.pk, text="手机离线时的记录", occurred_at=during)
    with pytest.raises(Problem, match="补记"):
        note_incident(actor=WANG, incident_id=settled.pk, text="结束后的事")


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
    assert "看守时限未满" in Note.objects.get(kind=Note.SYSTEM).text
    assert not Deadline.objects.filter(kind=GUARD_OVER).exists()


def test_a_closed_incident_is_reopened_with_a_reason_and_starts_again(agrees, as_user, people, settled):
    close_incident(actor=WANG, incident_id=settled.pk, note="已移交")
    with agrees():
        reopen_incident(actor=people.wang.actor, incident_id=settled.pk, reason="复燃")
    settled.refresh_from_db()
    assert (settled.phase, settled.closed_at, settled.reopened) == ("opened", None, 1)
    entry = as_user(people.wang).get(f"/api/incidents/{settled.pk}").json()["entries"][-1]
    assert (entry["kind"], entry["text"], entry["actor_name"]) == ("incident.reopened", "复燃", "王值班")
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

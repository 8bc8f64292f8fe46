"""What an alarm turned out to be: kept for ever, also when it was wrong; and how a call for help may end."""

from __future__ import annotations

from typing import Any

import pytest

from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from dispatch.alarms.actions import acknowledge_alarm, clear_alarm, give_verdict, place_alarm, raise_alarm, reopen_alarm
from dispatch.alarms.models import Alarm, Report
from dispatch.archive import archive_over
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.positions import SOS
from realtime.rules.models import Rule
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db
FIRE = {"urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}
CHEN = {"actor": "user:1", "name": "陈班长"}


def an_alarm(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "terminal:1", "source": "uav"} | FIRE | given))


def a_call_for_help(**given: Any) -> Alarm:
    return an_alarm(**({"source": "sos", "urgency": "critical", "device": "radio:R1", "type": ""} | given))


def on_board(alarm: Alarm) -> bool:
    return str(alarm.pk) in snapshot("area:4401")["state"]["alarms"]


@pytest.mark.parametrize("verdict", ["confirmed", "forest_fire", "other_woodland"])
def test_three_verdicts_confirm_and_open_an_incident(agrees, verdict):
    alarm = an_alarm()
    with agrees():
        _, incident = give_verdict(**CHEN, alarm_id=alarm.pk, verdict=verdict)
    assert (incident.type_id, incident.area) == ("11G01", "440117")


def test_a_fire_in_the_woods_needs_no_type_to_be_chosen(city):
    _, incident = give_verdict(**CHEN, alarm_id=an_alarm(type="").pk, verdict="forest_fire")
    assert incident.type_id == "11G01"


def test_a_verdict_that_was_wrong_is_reopened_and_stays_on_the_record(as_user, people, agrees):
    """ "报告农事用火" that later is found to be a fire."""
    alarm = an_alarm()
    give_verdict(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk, verdict="farm_burning", note="烧稻草")
    with agrees():
        answer = as_user(people.chen).send(f"/api/alarms/{alarm.pk}/reopen", {"reason": "无人机看到火势上山"})
    row = answer.json()
    assert (row["state"], row["verdict"], row["reopened"], row["acked_name"]) == ("active", None, 1, "王值班")
    assert [step["kind"] for step in row["steps"] if not step["done_at"]] == ["verdict"]
    with agrees():
        as_user(people.chen).send(f"/api/alarms/{alarm.pk}/verdict", {"verdict": "forest_fire"})
    first, second = as_user(people.wang).get(f"/api/alarms/{alarm.pk}").json()["verdicts"]
    assert (first["verdict"], first["name"], first["note"]) == ("farm_burning", "王值班", "烧稻草")
    assert (first["reopened_name"], first["reopen_reason"]) == ("陈班长", "无人机看到火势上山")
    assert (second["verdict"], second["reopened_at"]) == ("forest_fire", None)


def test_the_incident_of_a_reopened_alarm_stays_linked_and_is_not_opened_twice(agrees):
    alarm = an_alarm()
    _, incident = give_verdict(**CHEN, alarm_id=alarm.pk, verdict="forest_fire")
    with agrees(f"incident:{incident.pk}"):
        reopen_alarm(**CHEN, alarm_id=alarm.pk, reason="地点存疑")
    assert Alarm.objects.get().incident_id == incident.pk
    with agrees(f"incident:{incident.pk}"):
        _, again = give_verdict(**CHEN, alarm_id=alarm.pk, verdict="forest_fire")
    assert (again.pk, Incident.objects.count()) == (incident.pk, 1)


def test_an_alarm_that_left_the_board_comes_back_whole_when_reopened(agrees):
    Rule.objects.create(name="board.keep_h", area="4401", value=0, source="试验")
    alarm = an_alarm()
    give_verdict(**CHEN, alarm_id=alarm.pk, verdict="not_found")
    with agrees():
        archive_over()
    assert not on_board(alarm)
    with agrees():
        reopen_alarm(**CHEN, alarm_id=alarm.pk, reason="群众再次报警")
    assert on_board(alarm)


def test_reopening_needs_a_verdict_and_a_reason(city):
    alarm = an_alarm()
    with pytest.raises(Problem, match="没有核实结论"):
        reopen_alarm(**CHEN, alarm_id=alarm.pk, reason="看看")
    give_verdict(**CHEN, alarm_id=alarm.pk, verdict="not_found")
    with pytest.raises(Problem, match="原因"):
        reopen_alarm(**CHEN, alarm_id=alarm.pk, reason=" ")


# -- duplicate of ------------------------------------------------------------------------------------------------------------------


def test_a_duplicate_hands_its_signals_over_and_gets_them_back_when_it_was_none(agrees):
    master = an_alarm()
    other = an_alarm(actor="user:1", source="call", text="又看见烟", lon=113.9)
    with agrees():
        give_verdict(**CHEN, alarm_id=other.pk, verdict="duplicate", of=master.pk)
    master.refresh_from_db()
    other.refresh_from_db()
    assert (master.reports, master.sources, other.duplicate_of_id, other.state) == (2, ["uav", "call"], master.pk, "cleared")
    assert [(report.text, report.merged_from_id) for report in master.signals.all()] == [("", None), ("又看见烟", other.pk)]
    with agrees():
        reopen_alarm(**CHEN, alarm_id=other.pk, reason="是另一处")
    master.refresh_from_db()
    assert (master.reports, master.sources, Alarm.objects.get(pk=other.pk).duplicate_of_id) == (1, ["uav"], None)
    assert Report.objects.get(text="又看见烟").alarm_id == other.pk


def test_a_duplicate_of_a_duplicate_is_one_of_the_first_and_of_itself_none(city):
    first, second, third = (an_alarm(lon=113.7 + place / 10) for place in range(3))
    give_verdict(**CHEN, alarm_id=second.pk, verdict="duplicate", of=first.pk)
    alarm, _ = give_verdict(**CHEN, alarm_id=third.pk, verdict="duplicate", of=second.pk)
    assert (alarm.duplicate_of_id, Alarm.objects.get(pk=first.pk).reports) == (first.pk, 3)
    with pytest.raises(Problem, match="自己"):
        give_verdict(**CHEN, alarm_id=first.pk, verdict="duplicate", of=third.pk)


def test_a_formal_answer_that_a_duplicate_owes_is_owed_by_the_first(agrees):
    master, hot = an_alarm(actor="user:1", source="call"), an_alarm(source="satellite", lon=113.9)
    due = hot.steps.get(kind="feedback").due_at
    with agrees():
        give_verdict(**CHEN, alarm_id=hot.pk, verdict="duplicate", of=master.pk)
    assert master.steps.get(kind="feedback").due_at == due
    assert not Deadline.objects.filter(object_id=hot.pk).exists()


# -- calls for help ----------------------------------------------------------------------------------------------------------------


def test_a_call_for_help_is_a_misfire_only_after_somebody_heard_it_from_who_holds_the_device(as_user, people):
    alarm = a_call_for_help()
    code = as_user(people.wang).get(f"/api/alarms/{alarm.pk}").json()["code"]
    wrong = f"{(int(code) + 1) % 10000:04d}"
    path, desk = f"/api/alarms/{alarm.pk}/verdict", as_user(people.wang)
    for contact in (None, {"how": "voice"}, {"how": "voice", "who": "  "}, {"how": "code", "code": wrong}, {"how": "code"}):
        answer = desk.send(path, {"verdict": "misfire"} | ({"contact": contact} if contact else {}))
        assert (answer.status_code, answer.json()["where"][0][:7]) == (422, "contact"), contact
    assert Alarm.objects.get().state == "active"
    assert desk.send(path, {"verdict": "misfire", "contact": {"how": "code", "code": code}}).status_code == 200
    verdict = desk.get(f"/api/alarms/{alarm.pk}").json()["verdicts"][0]
    assert (verdict["verdict"], verdict["contact_how"]) == ("misfire", "code")


def test_a_word_on_the_radio_is_as_good_as_the_code_when_it_says_who_spoke(city):
    give_verdict(**CHEN, alarm_id=a_call_for_help().pk, verdict="misfire", contact={"how": "voice", "who": "李队员"})
    assert Alarm.objects.get().verdicts.get().contact_who == "李队员"


@pytest.mark.parametrize("verdict", ["false_positive", "duplicate", "not_found"])
def test_a_call_for_help_ends_as_true_misfire_or_test_and_as_nothing_else(city, verdict):
    other = an_alarm()
    with pytest.raises(Problem, match="求救只能"):
        give_verdict(**CHEN, alarm_id=a_call_for_help().pk, verdict=verdict, of=other.pk)


def test_the_mark_on_the_map_goes_with_the_verdict_and_comes_back_with_the_reopening(city):
    subject = Subject.objects.create(kind="radio", area="440117", label="电台")
    LastFix.objects.create(
        subject_id=subject.pk, lon=113.7, lat=23.7, fixed_at=clock.now(), received_at=clock.now(), source="radio", flags=SOS
    )
    alarm = a_call_for_help(subject_id=subject.pk)
    give_verdict(**CHEN, alarm_id=alarm.pk, verdict="test")
    assert LastFix.objects.get().flags & SOS == 0
    reopen_alarm(**CHEN, alarm_id=alarm.pk, reason="再次呼救")
    assert LastFix.objects.get().flags & SOS


def test_an_old_call_for_help_is_not_reopened_beside_the_devices_new_one(city):
    old = a_call_for_help()
    give_verdict(**CHEN, alarm_id=old.pk, verdict="test")
    a_call_for_help()
    with pytest.raises(Problem, match="新的活动警情"):
        reopen_alarm(**CHEN, alarm_id=old.pk, reason="看看")


# -- ring-back and place -----------------------------------------------------------------------------------------------------------


def test_what_its_source_takes_back_stays_on_the_queue_until_somebody_has_seen_it(agrees):
    Rule.objects.create(name="board.keep_h", area="4401", value=0, source="试验")
    alarm = an_alarm(source="sensor")
    with agrees():
        clear_alarm(actor="terminal:1", alarm_id=alarm.pk)
    row = snapshot("area:4401")["state"]["alarms"][str(alarm.pk)]
    assert (row["state"], row["acked_by"], row["verdict"], row["cleared_at"] is not None) == ("cleared", None, None, True)
    assert Deadline.objects.filter(kind="alarm.unacked", object_id=alarm.pk).exists()
    assert archive_over() == 0
    with agrees():
        acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    assert not Deadline.objects.filter(object_id=alarm.pk).exists()
    assert archive_over() == 1


def test_a_call_for_help_is_never_cleared_by_anybody_but_a_verdict(city):
    with pytest.raises(Problem, match="核实结论"):
        clear_alarm(actor="user:1", alarm_id=a_call_for_help().pk)


def test_the_alarm_of_a_burning_incident_stays_on_the_board_and_goes_on_taking_signals(city):
    Rule.objects.create(name="board.keep_h", area="4401", value=0, source="试验")
    alarm = an_alarm()
    give_verdict(**CHEN, alarm_id=alarm.pk, verdict="forest_fire")
    archive_over()
    assert on_board(alarm)
    assert an_alarm(source="satellite").pk == alarm.pk


def test_an_alarm_put_into_another_district_leaves_one_board_and_enters_the_other(agrees):
    alarm = an_alarm()
    with agrees():
        place_alarm(actor="user:1", alarm_id=alarm.pk, lon=113.525, lat=22.802, place="南沙")
    row = snapshot("area:440115")["state"]["alarms"][str(alarm.pk)]
    assert (row["area"], row["place"], alarm.signals.get().lon) == ("440115", "南沙", 113.7712)
    assert snapshot("area:440117")["state"]["alarms"] == {}
    with agrees("area:440115"):
        place_alarm(actor="user:1", alarm_id=alarm.pk, lon=113.526, lat=22.803)

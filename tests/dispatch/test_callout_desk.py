"""叫应 from the desk: one press on an alarm, chosen persons, and how many somebody may call alone."""

from __future__ import annotations

from typing import Any

import pytest

from command.people.actions import create_person
from dispatch.alarms.actions import acknowledge_alarm, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.alarms.verdicts import give_verdict
from dispatch.authority.actions import give_approval
from dispatch.authority.models import Line
from dispatch.callout.actions import answer_call, start_callout
from dispatch.callout.archive import archive_callouts
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.climbing import STEP
from dispatch.callout.models import Call, Callout
from dispatch.callout.notify import notify_alarm
from dispatch.callout.towns import town_of
from dispatch.contacts.models import Person
from realtime.accounts.may import caller_of_user
from realtime.clerk.models import Deadline
from realtime.exercises.actions import start_exercise
from realtime.snapshots import snapshot
from tests.dispatch.callouts import call_to, contact

pytestmark = pytest.mark.django_db

FIRE = {"source": "uav", "urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def alarm(city: None) -> Alarm:
    return raise_alarm(actor="system", place="良口镇联群村", **FIRE)


# One press on an alarm


@pytest.fixture
def posts(people) -> dict[str, Person]:
    return {
        "district": contact("黄从化", user=people.huang.pk, role="forest_office"),
        "town": contact("良口镇值班", ("record", "town", 0), area="440117104"),
        "farm": contact("流溪河林场值班", ("record", "farm", 0), area="440117104", role="responsible_unit"),
        "other": contact("温泉镇值班", ("record", "other", 0), area="440117103"),
    }


def test_one_press_calls_district_town_and_forest_farm_and_a_second_adds_nobody(agrees, as_user, people, alarm, posts):
    wang = as_user(people.wang)
    with agrees():
        first = wang.send(f"/api/alarms/{alarm.pk}/notify", {}).json()
    assert (first["added"], first["town"]["how"], first["gaps"]) == (3, "place", [])
    assert {row["name"] for row in first["calls"]} == {"黄从化", "良口镇值班", "流溪河林场值班"}
    again = as_user(people.chen).send(f"/api/alarms/{alarm.pk}/notify", {}).json()
    assert (again["added"], again["callout"], len(again["calls"])) == (0, first["callout"], 3)
    assert alarm.number in wang.get(f"/api/callouts/{first['callout']}").json()["text"]


def test_a_place_without_words_belongs_to_the_nearest_town_and_the_officer_may_say_better(as_user, people, posts):
    hotspot = raise_alarm(actor="system", place="从化区(113.7712, 23.7423)", **FIRE)
    assert as_user(people.wang).send(f"/api/alarms/{hotspot.pk}/notify", {}).json()["town"] == {
        "code": "440117104", "name": "良口镇", "how": "nearest",
    }  # fmt: skip
    chosen = as_user(people.wang).send(f"/api/alarms/{hotspot.pk}/notify", {"town": "440117103"}).json()
    assert (chosen["added"], chosen["town"]["how"]) == (1, "given")
    assert as_user(people.wang).send(f"/api/alarms/{hotspot.pk}/notify", {"town": "440118100"}).status_code == 422


def test_areas_without_anybody_to_call_are_named(as_user, people, alarm):
    answer = as_user(people.wang).send(f"/api/alarms/{alarm.pk}/notify", {}).json()
    assert (answer["callout"], [gap["area_name"] for gap in answer["gaps"]]) == (None, ["良口镇", "从化区"])


def test_a_town_far_from_every_seat_is_not_guessed(city):
    assert town_of("440117", lon=113.7712, lat=23.7423).how == "nearest"
    assert town_of("440117", lon=114.4, lat=24.4) is None
    assert town_of("440117104003").how == "area"
    assert town_of("4401", place="良口镇") is None


def test_the_press_stops_the_alarms_own_clock(people, alarm, posts):
    assert alarm.steps.get(kind="notify").done_at is None
    notify_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    assert alarm.steps.get(kind="notify").done_at is not None


def test_acknowledging_calls_off_the_leaders_rung_for_it_and_nobody_else(agrees, people, alarm, posts):
    notify_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    leader = contact("带班", ("record", "l", 0), area="4401")
    start_callout(
        actor="clerk",
        about="alarm",
        about_id=alarm.pk,
        purpose="escalate",
        persons=[leader],
        text="无人确认",
        area=alarm.area,
        ladder="callout.duty",
    )
    with agrees():
        acknowledge_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    assert Call.objects.get(person=leader).state == "stopped"
    assert Call.objects.get(person=posts["town"]).state == "calling"


def test_what_became_an_incident_shows_its_calls_there(agrees, people, alarm, posts):
    notify_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    with agrees():
        _, incident = give_verdict(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk, verdict="confirmed")
    calls = snapshot(f"incident:{incident.pk}")["state"]["calls"].values()
    assert {(row["name"], row["state"], row["incident"]) for row in calls} == {
        (posts[name].name, "calling", incident.pk) for name in ("district", "town", "farm")
    }  # fmt: skip


def test_the_timeline_says_what_somebody_answered(as_user, people, alarm, posts):
    notify_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    _, incident = give_verdict(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk, verdict="confirmed")
    call = Call.objects.get(person=posts["town"])
    answer_call(actor=people.wang.actor, call_id=call.pk, answer="entered", action_text="派六人上山", said_by="值班", read_back=True)
    entries = as_user(people.wang).get(f"/api/incidents/{incident.pk}").json()["entries"]
    assert [entry["text"] for entry in entries if entry["kind"] == "call.answered"] == ["派六人上山"]


def test_nobody_is_woken_for_what_is_no_event(people, alarm, posts):
    notify_alarm(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk)
    give_verdict(actor=people.wang.actor, name="王值班", alarm_id=alarm.pk, verdict="false_positive")
    assert set(Call.objects.values_list("state", flat=True)) == {"stopped"}
    assert not Deadline.objects.filter(kind__in=[STEP, DELIVERY]).exists()


# The desk


def test_an_officer_calls_chosen_persons_and_whoever_holds_a_post(as_user, people, posts):
    body = {
        "about": "duty",
        "about_id": 0,
        "text": "到岗",
        "persons": [posts["town"].pk],
        "roles": [{"area": "4401", "role": "duty_officer"}],
    }
    made = as_user(people.wang).send("/api/callouts", body)
    assert made.status_code == 201
    assert [call["name"] for call in made.json()["calls"]] == ["良口镇值班", "王值班"]
    assert made.json()["calls"][0]["attempts"][0]["result"] == "sent"
    stopped = as_user(people.wang).send(f"/api/callouts/{made.json()['id']}/stop").json()
    assert {call["state"] for call in stopped["calls"]} == {"stopped"}
    assert as_user(people.wang).send("/api/callouts", body | {"persons": [999999]}).status_code == 404
    assert as_user(people.wang).send("/api/callouts", body | {"persons": [], "roles": []}).status_code == 422


def test_a_district_does_not_call_for_another_nor_read_its_calls(as_user, people, alarm, posts):
    callout = as_user(people.huang).send(f"/api/alarms/{alarm.pk}/notify", {}).json()["callout"]
    assert as_user(people.nansha).get(f"/api/callouts/{callout}").status_code == 404
    assert as_user(people.nansha).send(f"/api/alarms/{alarm.pk}/notify", {}).status_code == 403
    assert as_user(people.huang).get(f"/api/callouts?about=alarm&about_id={alarm.pk}").json()[0]["id"] == callout


def test_calls_leave_the_board_a_day_after_they_are_over(agrees, people):
    open_call, over = contact("甲", ("record", "a", 0)), contact("乙", ("record", "b", 0), user=people.ho.pk)
    call_to(open_call, about_id=1)
    (call,) = call_to(over, about_id=2)
    answer_call(actor="user:1", call_id=call.pk, answer="word", action_text="收到")
    Callout.objects.update(started_at="2020-01-01T00:00:00Z")
    with agrees():
        assert archive_callouts() == 1
    assert list(snapshot("area:4401")["state"]["calls"]) == [str(Call.objects.get(person=open_call).pk)]
    assert snapshot(people.ho.actor)["state"]["calls"] == {}


def test_an_account_that_was_closed_is_not_rung(people):
    user, _ = create_person(actor="system", username="gone", name="离任", phone="", role="duty_officer", area="440117")
    person = contact("离任", user=user.pk)
    user.is_active = False
    user.save()
    (call,) = call_to(person)
    assert (call.state, call.attempts.count()) == ("failed", 0)


# How many somebody may call alone


@pytest.fixture
def two(people, posts) -> dict[str, Any]:
    """More than this officer may call alone, fewer than would need a leader's word."""
    Line.objects.filter(role="duty_officer", channel="", audience="officials", ruling="self").update(most=1)
    return {"about": "duty", "about_id": 0, "text": "到岗", "persons": [posts["town"].pk, posts["farm"].pk]}


def test_more_than_one_may_call_alone_needs_another_who_says_so_and_nobody_rings_before(as_user, people, two):
    wang, chen = as_user(people.wang), as_user(people.chen)
    refused = wang.send("/api/callouts", two)
    assert (refused.status_code, refused.json()["code"], refused.json()["holder"]["need"]) == (409, "approval_needed", "second")
    assert not Call.objects.exists() and not Callout.objects.exists()
    asked = wang.send("/api/authority/approvals", {"ask": refused.json()["holder"]["ask"]}).json()
    assert (asked["words"], asked["number"]) == ("叫应 2 人:到岗", 2)
    assert wang.send("/api/callouts", two | {"approval": asked["id"]}).status_code == 409, "asked is not given"
    give_approval(who=caller_of_user(people.chen), approval_id=asked["id"])
    assert chen.send("/api/callouts", two | {"approval": asked["id"], "text": "撤离"}).status_code == 201, "the chief may alone"
    assert wang.send("/api/callouts", two | {"approval": asked["id"], "text": "撤离"}).status_code == 409, "something else was approved"
    Callout.objects.update(stopped_at="2020-01-01T00:00:00Z")
    made = wang.send("/api/callouts", two | {"approval": asked["id"]})
    assert made.status_code == 201
    assert [call["name"] for call in made.json()["calls"]] == ["良口镇值班", "流溪河林场值班"]
    assert wang.send("/api/callouts", two | {"approval": asked["id"]}).status_code == 409, "used up"


def test_whom_the_tree_adds_is_counted_and_nobody_is_counted_twice(as_user, people, posts, two):
    wang = as_user(people.wang)
    alone = two | {"persons": [posts["town"].pk, posts["town"].pk]}
    assert wang.send("/api/callouts", alone).status_code == 201
    tree = {"about": "duty", "about_id": 0, "text": "到岗", "areas": ["440117104"]}
    refused = wang.send("/api/callouts", tree)
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_needed")
    assert Callout.objects.count() == 1


def test_a_callout_of_a_table_top_needs_nobodys_word(as_user, people, two):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    alarm = raise_alarm(actor="system", place="良口镇联群村", exercise=exercise.pk, **FIRE)
    made = as_user(people.wang).send("/api/callouts", two | {"about": "alarm", "about_id": alarm.pk})
    assert made.status_code == 201, made.json()

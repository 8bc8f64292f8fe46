"""叫应: calling until a human has answered. Every test counts what the screens would hold, and who was rung."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from command.people.actions import create_person
from devices.inbox.models import Inbox
from devices.readings import CallReply, Source
from devices.terminals.models import Downlink, Terminal
from dispatch.alarms.actions import acknowledge_alarm, raise_alarm
from dispatch.alarms.models import Alarm
from dispatch.alarms.verdicts import give_verdict
from dispatch.callout.actions import answer_call, deliver_call, on_answer, start_callout, stop_callout, take_over_call
from dispatch.callout.archive import archive_callouts
from dispatch.callout.attempts import DELIVERY
from dispatch.callout.climbing import STEP, check_delivery, take_step
from dispatch.callout.from_devices import take_reply, take_sent
from dispatch.callout.models import Attempt, Call, Callout, LadderStep
from dispatch.callout.notify import notify_alarm
from dispatch.callout.towns import town_of
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person
from realtime.clerk.loop import run_due
from realtime.clerk.models import Deadline
from realtime.exercises.actions import advance, start_exercise
from realtime.rules.models import rule
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db

FIRE = {"source": "uav", "urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}


def contact(name: str, *ways: tuple[str, str, int], area: str = "440117", role: str = "duty_desk", **given: object) -> Person:
    addresses = [{"channel": channel, "value": value, "rank": rank} for channel, value, rank in ways]
    return add_person(actor="system", name=name, area=area, role=role, addresses=addresses, **given)


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def alarm(city: None) -> Alarm:
    return raise_alarm(actor="system", place="良口镇联群村", **FIRE)


def call_to(*persons: Person, about_id: int = 1, exercise: int | None = None, **given: Any) -> list[Call]:
    callout = start_callout(
        actor="system", about="duty", about_id=about_id, purpose="call", persons=persons, text="请立即核查", area="440117", exercise=exercise,
        **given,
    )  # fmt: skip
    return list(callout.calls.order_by("id"))


def fresh(call: Call) -> Call:
    return Call.objects.select_related("callout", "person").get(pk=call.pk)


# The ladder


def test_a_call_goes_out_on_the_first_ways_at_once_and_waits_for_a_human(agrees, city, tmp_path):
    town = contact("良口镇值班", ("record", "a", 0), ("record", "b", 0), ("record", "c", 1))
    with agrees():
        (call,) = call_to(town)
    assert (call.state, call.channel, call.step) == ("calling", "record", 1)
    assert [json.loads(line)["to"] for line in (tmp_path / "callout.jsonl").read_text().splitlines()] == ["a", "b"]
    assert Deadline.objects.filter(kind=STEP, object_id=call.pk).exists()


def test_delivered_is_not_answered(agrees, people):
    (call,) = call_to(contact("黄从化", user=people.huang.pk))
    with agrees():
        deliver_call(actor=people.huang.actor, call_id=call.pk)
    call = fresh(call)
    assert (call.state, call.answered_at) == ("delivered", None)
    assert Deadline.objects.filter(kind=STEP, object_id=call.pk).exists()  # the ladder goes on
    assert call.attempts.get().result == "delivered"


def test_unanswered_it_climbs_retry_next_way_deputy_superior_and_asks_the_officer(agrees, people):
    deputy = contact("副班", ("record", "d", 0))
    boss = contact("带班", ("record", "s", 0))
    (call,) = call_to(contact("正班", ("record", "a", 0), ("record", "b", 1), deputy=deputy.pk, superior=boss.pk))
    with agrees():
        take_step(call.pk)  # 60 s: again
    with agrees():
        take_step(call.pk)  # 90 s: the next way
    assert list(call.attempts.values_list("address__value", flat=True)) == ["a", "a", "b"]
    with agrees():
        take_step(call.pk)  # 120 s: the deputy
    assert Call.objects.get(person=deputy).stands_for_id == call.pk
    with agrees():
        take_step(call.pk)  # 180 s: the superior
    assert Call.objects.get(person=boss).stands_for_id == call.pk
    with agrees():
        take_step(call.pk)
    assert fresh(call).officer
    asked = Alarm.objects.get(source="system")
    assert "正班" in asked.text and "人工接管" in asked.text


def test_the_due_times_are_those_of_the_rows(city):
    LadderStep.objects.filter(ladder="callout.default", step=2).update(after_s=45)
    (call,) = call_to(contact("甲", ("record", "a", 0)))
    row = Deadline.objects.get(kind=STEP, object_id=call.pk)
    assert 44 <= (row.due_at - call.started_at).total_seconds() <= 46
    take_step(call.pk)
    later = Deadline.objects.get(kind=STEP, object_id=call.pk)
    assert timedelta(seconds=43) < later.due_at - row.due_at + timedelta(seconds=45) < timedelta(seconds=47)  # 90 − 45 from now


def test_a_way_that_fails_at_once_is_followed_by_the_next_at_once(city):
    (call,) = call_to(contact("甲", ("record", "fail", 0), ("record", "b", 1)))
    assert list(call.attempts.values_list("result", "error")) == [("failed", "通道拒绝"), ("sent", "")]


def test_not_delivered_in_time_the_next_way_then_the_deputy_within_thirty_seconds_each(agrees, people):
    assert float(rule("callout.delivery_s")) < 30
    deputy = contact("副班", ("record", "d", 0))
    (call,) = call_to(contact("黄从化", ("radio", "R1", 1), user=people.huang.pk, deputy=deputy.pk))  # the page is not open, there is no R1
    assert Deadline.objects.filter(kind=DELIVERY, object_id=call.pk).exists()
    with agrees():
        check_delivery(call.pk)
    assert fresh(call).state == "failed"
    assert Call.objects.get(person=deputy).state == "calling"


def test_somebody_nobody_can_reach_is_red_at_once_and_the_deputy_rings(agrees, city):
    deputy = contact("副班", ("record", "d", 0))
    with agrees():
        call, stand_in = call_to(contact("无号", deputy=deputy.pk))
    assert (call.state, stand_in.person, stand_in.stands_for_id) == ("failed", deputy, call.pk)


def test_nobody_to_reach_and_nobody_behind_asks_the_officer_at_once(city):
    (call,) = call_to(contact("无号"))
    assert (call.state, call.officer) == ("failed", True)
    assert Alarm.objects.filter(source="system").count() == 1


def test_a_broken_channel_ends_neither_the_call_nor_the_others(monkeypatch, city):
    from dispatch.callout.channels import BY_NAME

    def crash(attempt: Attempt) -> None:
        raise RuntimeError("gateway")

    monkeypatch.setattr(BY_NAME["record"], "send", crash)
    first, second = call_to(contact("甲", ("record", "a", 0)), contact("乙", ("record", "b", 0)))
    assert [call.attempts.get().error for call in (first, second)] == ["通道故障:RuntimeError"] * 2


def test_the_clerk_runs_the_rungs_and_an_exercise_can_hurry(city):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    (call,) = call_to(contact("甲", ("record", "a", 0)), exercise=exercise.pk)
    assert run_due() == 0
    advance(exercise.pk, timedelta(seconds=61))
    run_due()
    assert fresh(call).step == 2


# Persons


def test_a_person_in_two_roles_is_called_once(people):
    huang = contact("黄从化", user=people.huang.pk)
    assert len(call_to(huang, huang, Person.objects.get(pk=huang.pk))) == 1
    boss = contact("带班", ("record", "s", 0))
    (call, other) = call_to(contact("甲", ("record", "a", 0), deputy=boss.pk, superior=boss.pk), boss, about_id=2)
    for _ in range(5):
        take_step(call.pk)
    assert Call.objects.filter(callout=call.callout).count() == 2
    assert fresh(other).stands_for is None


def test_the_deputys_answer_answers_for_the_post_and_stops_its_ladder(agrees, city):
    deputy = contact("副班", ("record", "d", 0))
    call, stand_in = call_to(contact("无号", deputy=deputy.pk))
    with agrees():
        answer_call(actor="user:9", call_id=stand_in.pk, answer="word", action_text="我去核查")
    call = fresh(call)
    assert (call.covered_by_id, call.state, call.officer) == (stand_in.pk, "failed", False)  # covered, but not answered by themselves
    assert not Deadline.objects.filter(object_id__in=[call.pk, stand_in.pk]).exists()
    take_step(call.pk)
    assert fresh(call).step == call.step


def test_the_persons_own_answer_calls_off_whoever_was_rung_in_their_place(agrees, people):
    deputy = contact("副班", ("record", "d", 0))
    (call,) = call_to(contact("黄从化", user=people.huang.pk, deputy=deputy.pk))
    check_delivery(call.pk)
    with agrees():
        answer_call(actor=people.huang.actor, call_id=call.pk, answer="button", action_text="已派人")
    assert [row.state for row in Call.objects.order_by("id")] == ["answered", "stopped"]


def test_joining_calls_only_who_is_new_and_a_new_callout_rings_again(city):
    one, two = contact("甲", ("record", "a", 0)), contact("乙", ("record", "b", 0))
    call_to(one)
    assert len(call_to(one, two)) == 2
    assert Callout.objects.count() == 1
    call_to(one, join=False)
    assert (Callout.objects.count(), Call.objects.filter(person=one).count()) == (2, 2)


# Answers


def test_an_answer_states_what_is_done(city):
    (call,) = call_to(contact("甲", ("record", "a", 0)))
    for given, field in [
        ({"answer": "button", "action_text": " "}, "action_text"),
        ({"answer": "nod", "action_text": "去"}, "answer"),
        ({"answer": "entered", "action_text": "去", "read_back": True}, "said_by"),
        ({"answer": "entered", "action_text": "去", "said_by": "甲"}, "read_back"),
    ]:
        with pytest.raises(Exception) as refused:
            answer_call(actor="user:1", call_id=call.pk, **given)
        assert refused.value.where == [field]
    assert fresh(call).state == "calling"


def test_the_first_answer_stays_and_a_late_one_still_counts(agrees, city):
    (call,) = call_to(contact("甲", ("record", "a", 0)))
    with agrees():
        assert stop_callout(actor="user:1", about="duty", about_id=1) == 1
    with agrees():
        answer_call(actor="user:2", call_id=call.pk, answer="word", action_text="第一句")
    answer_call(actor="user:3", call_id=call.pk, answer="word", action_text="第二句")
    assert (fresh(call).state, fresh(call).action_text) == ("answered", "第一句")


def test_whoever_asked_hears_the_answer_once(city, monkeypatch):
    from dispatch.callout import hooks

    monkeypatch.setattr(hooks, "_on_answer", {})
    heard: list[int] = []
    on_answer("duty", lambda call: heard.append(call.callout.about_id))
    (call,) = call_to(contact("甲", ("record", "a", 0)), about_id=7)
    for _ in range(2):
        answer_call(actor="user:2", call_id=call.pk, answer="word", action_text="收到")
    assert heard == [7]


def test_taken_over_the_ladder_rests_and_an_unfinished_one_goes_back(agrees, as_user, people):
    (call,) = call_to(contact("甲", ("record", "a", 0)))
    with agrees():
        take_over_call(actor=people.wang.actor, name="王值班", call_id=call.pk)
    refused = as_user(people.chen).send(f"/api/calls/{call.pk}/take-over")
    assert (refused.status_code, refused.json()["holder"]) == (409, {"by": "王值班"})
    with agrees():
        take_step(call.pk)
    assert (fresh(call).state, fresh(call).taken_name) == ("calling", "")
    take_over_call(actor=people.wang.actor, name="王值班", call_id=call.pk)
    entered = as_user(people.wang).send(
        f"/api/calls/{call.pk}/answer", {"answer": "entered", "action_text": "派两人上山", "said_by": "甲", "read_back": True}
    )
    assert (entered.status_code, entered.json()["state"], entered.json()["answer"]) == (200, "answered", "entered")


# Channels


def test_the_page_rings_says_so_and_is_answered_by_its_person_alone(as_user, agrees, people):
    (call,) = call_to(contact("梁队长", user=people.liang.pk))
    assert snapshot(people.liang.actor)["state"]["calls"][str(call.pk)]["state"] == "calling"
    liang, ho = as_user(people.liang), as_user(people.ho)
    assert liang.get(f"/api/calls/{call.pk}").json()["text"] == "请立即核查"
    assert ho.send(f"/api/calls/{call.pk}/delivered").status_code == 404
    assert liang.send(f"/api/calls/{call.pk}/delivered").json()["state"] == "delivered"
    assert ho.send(f"/api/calls/{call.pk}/answer", {"answer": "button", "action_text": "去"}).status_code == 404
    with agrees(people.liang.actor):
        answered = liang.send(f"/api/calls/{call.pk}/answer", {"answer": "button", "action_text": "带十人赶往"})
    assert answered.json()["answer"] == "button"
    assert fresh(call).said_by == "梁队长"


def test_a_locked_seat_can_still_answer_its_call(as_user, people):
    (call,) = call_to(contact("王值班", user=people.wang.pk))
    wang = as_user(people.wang)
    wang.send("/api/session/lock")
    assert wang.send(f"/api/calls/{call.pk}/answer", {"answer": "button", "action_text": "到岗"}).status_code == 200


def reply(terminal: Terminal, call: int, kind: str, text: str = "") -> None:
    reading = CallReply(source=Source("radio", terminal.external_id), call=call, kind=kind, message_id="m", text=text)  # type: ignore[arg-type]
    inbox = Inbox(adapter="radio", external_id=terminal.external_id, topic="t", payload=b"", received_at="2026-11-21T00:00:00Z")
    take_reply(reading, terminal, inbox)


def test_a_radio_shows_the_call_and_its_key_is_the_answer(agrees, unit, make_unit):
    (call,) = call_to(contact("梁队长", ("radio", "", 0), unit=unit.pk))
    downlink = Downlink.objects.get(kind="call")
    assert (downlink.terminal.subject_id, downlink.payload["call"], downlink.payload["text"]) == (unit.pk, call.pk, "请立即核查")
    assert call.attempts.get().result == "sending"
    Downlink.objects.update(state="sent")
    take_sent(Downlink.objects.get())
    assert call.attempts.get().result == "sent"
    with agrees():
        reply(downlink.terminal, call.pk, "delivered")
    assert fresh(call).state == "delivered"
    other = Terminal.objects.create(adapter="radio", external_id="RX", subject=make_unit("别队").subject, area="440117", kind="radio")
    reply(other, call.pk, "answered", "我来")
    assert fresh(call).state == "delivered"  # the call was not sent to that radio
    with agrees():
        reply(downlink.terminal, call.pk, "answered", "马上派人")
    assert (fresh(call).answer, fresh(call).action_text) == ("key", "马上派人")


def test_a_table_top_exercise_sends_nothing_outside(tmp_path, unit):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    (call,) = call_to(contact("梁队长", ("radio", "", 0), ("record", "a", 0), unit=unit.pk), exercise=exercise.pk)
    assert [attempt.result for attempt in call.attempts.all()] == ["suppressed", "suppressed"]
    assert not Downlink.objects.exists() and not (tmp_path / "callout.jsonl").exists()
    assert call.state == "calling"
    check_delivery(call.pk)
    assert fresh(call).state == "calling"
    assert all(row.exercise_id == exercise.pk for row in Deadline.objects.all())
    assert call.callout.text == "演练,演练。请立即核查"
    assert call.row()["quiet"]


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

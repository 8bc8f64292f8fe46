"""叫应: who is called once for several posts, what counts as an answer, and by which channels both go. Every test counts what the screens would hold."""

from __future__ import annotations

from typing import Any

import pytest

from devices.inbox.models import Inbox
from devices.readings import CallReply, Source
from devices.terminals.models import Downlink, Terminal
from dispatch.callout.actions import answer_call, on_answer, stop_callout, take_over_call
from dispatch.callout.climbing import check_delivery, take_step
from dispatch.callout.from_devices import take_reply, take_sent
from dispatch.callout.models import Call, Callout
from dispatch.contacts.models import Person
from realtime.clerk.models import Deadline
from realtime.exercises.actions import start_exercise
from realtime.snapshots import snapshot
from tests.dispatch.callouts import call_to, contact, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


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

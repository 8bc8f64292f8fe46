"""Telephone calls as rows: what the board is told, whom a number belongs to, and what a screen never gets."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dispatch.alarms.actions import raise_alarm
from dispatch.contacts.actions import add_person
from dispatch.phones.actions import dial, enter_alarm, hang_up, link, move, ring_in, robot, set_extension, take, tell_line
from dispatch.phones.finding import plain, spellings
from dispatch.phones.models import PhoneCall
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange(settings) -> None:
    settings.SIP_URL = "sip:8000@127.0.0.1:5060"


@pytest.fixture
def li(city: None):
    return add_person(
        actor="system",
        name="李村长",
        org="派潭镇",
        title="村长",
        role="duty_desk",
        area="440118",
        addresses=[{"channel": "phone", "value": "13812345678"}],
    )


@pytest.mark.parametrize(
    ("heard", "kept"),
    [("+8613812345678", "13812345678"), ("0086 138-1234-5678", "13812345678"), ("+862087654321", "02087654321"), ("801", "801")],
)
def test_a_number_is_known_however_the_exchange_spells_it(heard: str, kept: str):
    assert plain(heard) == kept
    assert kept in spellings(heard)


def test_an_incoming_call_shows_the_known_contact_and_the_open_alarms_of_that_number(li, agrees):
    alarm = raise_alarm(actor="system", source="call", urgency="urgent", lon=None, lat=None, area="440118", caller_phone="13812345678")
    with agrees():
        call = ring_in(number="+8613812345678", holder="phone-1")
    assert (call.row()["name"], call.row()["alarms"], call.row()["number_masked"]) == ("李村长", [alarm.pk], "+86****5678")


def test_no_event_and_no_row_holds_a_whole_number(li, exchange, people: SimpleNamespace):
    call = dial(actor=people.wang.actor, name="王值班", extension="801", number="13812345678", area="440118", person=li)
    move(phone_call_id=call.pk, state="answered")
    move(phone_call_id=call.pk, state="ended")
    assert not [event for event in Event.objects.values_list("body", flat=True) if "13812345678" in event]
    assert "13812345678" not in str(call.row())


def test_every_verb_tells_what_it_changed(li, exchange, people: SimpleNamespace, agrees):
    with agrees():
        call = ring_in(number="13812345678", holder="phone-1")
        take(actor=people.wang.actor, name="王值班", extension="801", phone_call_id=call.pk)
        move(phone_call_id=call.pk, state="answered")
        alarm = enter_alarm(actor=people.wang.actor, phone_call_id=call.pk, place="派潭镇")
        move(phone_call_id=call.pk, state="ended", why="对方挂断")
        missed = ring_in(number="020110", holder="phone-1")
        move(phone_call_id=missed.pk, state="missed")
        tell_line(up=False, why="口令不正确")
        tell_line(up=True)
    assert (alarm.caller_phone, PhoneCall.objects.get(pk=call.pk).alarm_id) == ("13812345678", alarm.pk)


def test_a_call_linked_to_an_incident_is_on_its_timeline(people: SimpleNamespace, agrees):
    from dispatch.incidents.actions import open_incident

    incident = open_incident(actor="system", type="11G01", lon=113.586, lat=23.548, area="440117")
    call = ring_in(number="13812345678", holder="phone-1")
    with agrees(f"incident:{incident.pk}"):
        link(actor=people.wang.actor, phone_call_id=call.pk, incident_id=incident.pk)


def test_a_hang_up_that_crosses_an_answer_does_not_bring_a_call_back(city: None):
    call = ring_in(number="110", holder="phone-1")
    move(phone_call_id=call.pk, state="missed")
    assert move(phone_call_id=call.pk, state="answered").state == "missed"


def test_one_message_is_one_robot_call(city: None):
    first = robot(message="attempt:1", number="110", text="请核查", area="4401")
    assert robot(message="attempt:1", number="110", text="请核查", area="4401").pk == first.pk
    assert first.wish == "dial"


def test_an_officer_takes_a_call_once_and_another_is_told_who_has_it(exchange, people: SimpleNamespace):
    call = ring_in(number="110", holder="phone-1")
    take(actor=people.wang.actor, name="王值班", extension="801", phone_call_id=call.pk)
    with pytest.raises(Problem, match="王值班 正在接听"):
        take(actor=people.chen.actor, name="陈班长", extension="802", phone_call_id=call.pk)


def test_nothing_is_dialled_without_an_exchange_in_a_table_top_or_from_a_busy_extension(people: SimpleNamespace, settings):
    given = {"actor": people.wang.actor, "name": "王值班", "extension": "801", "number": "110", "area": "4401"}
    with pytest.raises(Problem, match="SIP_URL"):
        dial(**given)
    settings.SIP_URL = "sip:8000@127.0.0.1"
    with pytest.raises(Problem, match="桌面推演"):
        dial(**given, exercise=start_exercise(actor="system", name="推演", kind="tabletop", area="4401").pk)
    with pytest.raises(Problem, match="参演名单"):
        dial(**given, exercise=start_exercise(actor="system", name="实战演练", kind="live", area="4401").pk)
    assert hang_up(actor=people.wang.actor, phone_call_id=dial(**given).pk).why == "本方取消"
    dial(**given)
    with pytest.raises(Problem, match="正在通话"):
        dial(**given)


def test_an_officer_dials_a_contact_without_being_shown_the_number(exchange, li, people: SimpleNamespace, as_user):
    desk = as_user(people.wang)
    assert desk.send("/api/phones/dial", {"person": li.pk}).status_code == 422  # no extension yet
    assert desk.send("/api/phones/mine", {"extension": "801"}).json()["extension"] == "801"
    answer = desk.send("/api/phones/dial", {"person": li.pk})
    assert answer.status_code == 201
    assert (answer.json()["number_masked"], answer.json()["name"]) == ("138****5678", "李村长")
    assert "13812345678" not in answer.content.decode()
    assert PhoneCall.objects.get(pk=answer.json()["id"]).number == "13812345678"


def test_an_extension_is_forgotten_when_it_is_emptied(people: SimpleNamespace):
    set_extension(actor=people.wang.actor, user_id=people.wang.pk, number="801")
    assert set_extension(actor=people.wang.actor, user_id=people.wang.pk, number="") == ""


def test_calls_that_are_over_leave_the_board_after_the_shift(city: None, agrees):
    from datetime import timedelta

    from django.db.models import F

    from dispatch.phones.archive import archive_phone_calls

    over, going = ring_in(number="110", holder="phone-1"), ring_in(number="119", holder="phone-1")
    move(phone_call_id=over.pk, state="missed")
    PhoneCall.objects.update(at=F("at") - timedelta(hours=13))
    before = PhoneCall.objects.get(pk=going.pk).archived
    assert archive_phone_calls() == 1
    assert not before and not PhoneCall.objects.get(pk=going.pk).archived and PhoneCall.objects.get(pk=over.pk).archived


def test_one_key_makes_an_alarm_of_a_call_with_the_callers_number_and_as_much_as_is_known(people: SimpleNamespace, as_user):
    call = ring_in(number="13812345678", holder="phone-1")
    desk = as_user(people.wang)
    bare = desk.send(f"/api/phones/calls/{call.pk}/alarm", {"area": "440118"})
    assert bare.status_code == 201, bare.content
    told = desk.send(f"/api/phones/calls/{call.pk}/alarm", {"lon": 113.7712, "lat": 23.7423, "text": "冒烟", "join": bare.json()["id"]})
    assert (told.status_code, told.json()["id"], told.json()["reports"]) == (201, bare.json()["id"], 2)
    assert PhoneCall.objects.get(pk=call.pk).alarm_id == bare.json()["id"]

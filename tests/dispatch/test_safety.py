"""Crews on scene: who was heard, who is missed, who stands where nobody should."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from devices.terminals.models import Downlink
from devices.tracks.models import LastFix
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.orders.acks import acknowledge_order
from dispatch.orders.actions import assign_unit, release_unit
from dispatch.orders.models import Assignment
from dispatch.safety.contact import DUE, record_contact
from dispatch.safety.dangers import change_danger, circle, end_danger, history, mark_danger
from dispatch.safety.intervals import by_type
from dispatch.safety.models import LOST, OK, OVERDUE, Check, RollCall
from dispatch.safety.roll_calls import EVERY, answer_roll_call, roll_call_due, start_roll_call
from dispatch.safety.watch import contact_due, look
from dispatch.teams.models import Unit
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem

pytestmark = pytest.mark.django_db
Agrees = Callable[..., AbstractContextManager[None]]
FIRE = {"lon": 113.7712, "lat": 23.7423}


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="system", type="11G01", area="440117", place="良口镇", **FIRE)


@pytest.fixture
def crew(incident: Incident, unit: Unit, people: SimpleNamespace) -> Assignment:
    """A team that accepted."""
    assignment, order = assign_unit(actor="system", name="系统", incident_id=incident.pk, unit_id=unit.pk, task="出动")
    acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
    return assignment


def silent_for(crew: Assignment, seconds: float) -> Check:
    check = Check.objects.get(pk=crew.pk)
    Check.objects.filter(pk=crew.pk).update(
        contact_at=check.contact_at - timedelta(seconds=seconds), due_at=check.due_at - timedelta(seconds=seconds)
    )
    return Check.objects.get(pk=crew.pk)


def stand(unit: Unit, lon: float, lat: float, age_s: float = 0) -> None:
    at = clock.now() - timedelta(seconds=age_s)
    LastFix.objects.update_or_create(
        subject_id=unit.pk, defaults={"fixed_at": at, "received_at": at, "lon": lon, "lat": lat, "source": "radio"}
    )


def alarms(words: str) -> list[Alarm]:
    return list(Alarm.objects.filter(source="system", text__contains=words))


def test_the_longest_beginning_of_a_type_gives_the_interval():
    assert by_type({"": 3600, "11G": 900, "11": 1200}, "11G01") == 900
    assert by_type({"": 3600, "11G": 900}, "12D01") == 3600
    with pytest.raises(LookupError):
        by_type({"11G": 900}, "12D01")


def test_the_watch_begins_when_the_team_accepts_and_ends_with_its_release(crew: Assignment, agrees: Agrees):
    check = Check.objects.get(pk=crew.pk)
    assert (check.state, check.interval_s) == (OK, 900)
    assert Deadline.objects.filter(kind=DUE, object_id=crew.pk).exists()
    with agrees():
        release_unit(actor="system", name="系统", assignment_id=crew.pk)
    assert not Check.objects.filter(over=False).exists()
    assert not Deadline.objects.filter(kind=DUE).exists()


def test_fifteen_minutes_without_a_word_is_overdue_and_named(crew: Assignment, agrees: Agrees):
    silent_for(crew, 901)
    with agrees():
        contact_due(crew.pk)
    assert Check.objects.get(pk=crew.pk).state == OVERDUE
    assert "从化区森林消防大队" in alarms("没有联络")[0].text


def test_a_word_by_radio_sets_the_clock_anew(crew: Assignment, unit: Unit, agrees: Agrees):
    silent_for(crew, 1000)
    contact_due(crew.pk)
    with agrees():
        record_contact(actor="user:1", unit_id=unit.pk, how="voice")
    check = Check.objects.get(pk=crew.pk)
    assert (check.state, check.contact_how) == (OK, "voice")
    assert check.due_at > clock.now() + timedelta(seconds=800)


def test_news_that_is_older_than_what_we_have_changes_nothing(crew: Assignment, unit: Unit):
    before = Check.objects.get(pk=crew.pk).contact_at
    record_contact(actor="user:1", unit_id=unit.pk, how="voice", at=clock.now() - timedelta(hours=1))
    assert Check.objects.get(pk=crew.pk).contact_at == before


def test_a_contact_from_the_future_does_not_silence_the_next_check(crew: Assignment, unit: Unit):
    record_contact(actor="user:1", unit_id=unit.pk, how="voice", at=clock.now() + timedelta(hours=5))
    assert Check.objects.get(pk=crew.pk).due_at < clock.now() + timedelta(seconds=901)


def test_lost_needs_missed_positions_and_silence(crew: Assignment, unit: Unit, agrees: Agrees):
    """Neither a crew that talks without positions, nor one that reports positions without a word, is lost."""
    stand(unit, 113.77, 23.74, age_s=7200)
    look(0)
    assert Check.objects.get(pk=crew.pk).state == OK, "it was heard a moment ago"
    silent_for(crew, 900 + 301)
    stand(unit, 113.77, 23.74)
    look(0)
    assert Check.objects.get(pk=crew.pk).state != LOST, "its positions come in"
    stand(unit, 113.77, 23.74, age_s=7200)
    with agrees():
        look(0)
    assert Check.objects.get(pk=crew.pk).state == LOST
    assert len(alarms("失联")) == 1


def test_a_lost_crew_that_is_heard_is_found(crew: Assignment, unit: Unit, agrees: Agrees):
    silent_for(crew, 900 + 301)
    look(0)
    assert Check.objects.get(pk=crew.pk).state == LOST
    with agrees():
        record_contact(actor="user:1", unit_id=unit.pk, how="voice")
    check = Check.objects.get(pk=crew.pk)
    assert (check.state, check.lost_at) == (OK, None)


def test_a_dead_zone_keeps_the_crew_assigned_and_waits_longer(crew: Assignment, unit: Unit, incident: Incident, agrees: Agrees):
    mark_danger(actor="user:1", name="石门谷", kind="dead_zone", shape=circle(113.77, 23.74, 500), incident_id=incident.pk)
    stand(unit, 113.77, 23.74, age_s=7200)
    silent_for(crew, 900 + 301)
    with agrees():
        look(0)
    check = Check.objects.get(pk=crew.pk)
    assert check.dead_zone and check.state != LOST
    silent_for(crew, 1800)
    look(0)
    assert Check.objects.get(pk=crew.pk).state == LOST
    assert crew.state == "open"


def test_a_fallen_mast_is_one_alarm_for_the_district(incident: Incident, make_unit: Callable[..., Unit], people: SimpleNamespace):
    from dispatch.teams.models import Member

    for number in range(4):
        made = make_unit(name=f"第{number}队")
        Member.objects.create(unit=made, user=people.liang, role=Member.COMMANDER)
        assignment, order = assign_unit(actor="system", name="系统", incident_id=incident.pk, unit_id=made.pk, task="出动")
        acknowledge_order(actor=people.liang.actor, order_id=order.pk, principal=people.liang.actor, kind="accepted")
        silent_for(assignment, 900 + 301)
    look(0)
    assert Check.objects.filter(state=LOST).count() == 4
    assert len(alarms("失联")) == 1


def test_a_crew_inside_a_danger_area_is_alarmed_and_told_by_radio(crew: Assignment, unit: Unit, incident: Incident, agrees: Agrees):
    danger = mark_danger(actor="user:1", name="火头", kind="fire_front", shape=circle(113.7712, 23.7423, 300), incident_id=incident.pk)
    stand(unit, 113.7712, 23.7500)
    look(0)
    assert danger.row()["inside"] == []
    stand(unit, 113.7712, 23.7423)
    with agrees():
        look(0)
    assert danger.row()["inside"] == [unit.pk]
    assert len(alarms("进入火线")) == 1
    assert Downlink.objects.filter(kind="text", terminal__subject_id=unit.pk).count() == 1
    look(0)
    assert len(alarms("进入火线")) == 1, "once, not at every look"
    stand(unit, 113.7712, 23.7500)
    with agrees():
        look(0)
    assert danger.row()["inside"] == []


def test_a_danger_area_that_grows_takes_in_the_crew_and_keeps_what_it_was(crew: Assignment, unit: Unit, incident: Incident, agrees: Agrees):
    danger = mark_danger(actor="user:1", name="火头", kind="fire_front", shape=circle(113.60, 23.74, 300), incident_id=incident.pk)
    stand(unit, 113.7712, 23.7423)
    look(0)
    assert danger.row()["inside"] == []
    with agrees():
        change_danger(actor="user:1", danger_id=danger.pk, shape=circle(113.7712, 23.7423, 900), name="东侧火头")
        look(0)
    danger.refresh_from_db()
    assert danger.row()["inside"] == [unit.pk]
    (edit,) = history(danger)
    assert (edit["before"]["name"], edit["after"]["name"]) == ("火头", "东侧火头") and "kind" not in edit["before"]
    with agrees():  # nobody is warned of a dead zone, and whoever is in what is dangerous after all is warned anew
        change_danger(actor="user:1", danger_id=danger.pk, kind="dead_zone")
    assert danger.row()["inside"] == []
    end_danger(actor="user:1", danger_id=danger.pk)
    with pytest.raises(Problem, match="已解除"):
        change_danger(actor="user:1", danger_id=danger.pk, name="晚了")


def test_an_ended_danger_area_leaves_every_screen(incident: Incident, agrees: Agrees):
    danger = mark_danger(actor="user:1", name="火头", kind="fire_front", shape=circle(113.77, 23.74, 300), incident_id=incident.pk)
    with agrees():
        end_danger(actor="user:1", danger_id=danger.pk)


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"type": "Point", "coordinates": [113, 23]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[0, 0], [500, 0], [500, 5], [0, 0]]]},
    ],
)
def test_a_shape_that_is_no_area_is_refused_by_name(city: None, shape: dict[str, Any]):
    with pytest.raises(Problem) as refused:
        mark_danger(actor="user:1", name="坏", kind="other", shape=shape)
    assert refused.value.body()["where"] == ["shape"]


def test_a_roll_call_is_complete_when_every_crew_answered(crew: Assignment, unit: Unit, incident: Incident, agrees: Agrees):
    with agrees():
        roll_call = start_roll_call(actor="user:1", incident_id=incident.pk)
    assert Downlink.objects.filter(kind="text", payload__roll_call=roll_call.pk).count() == 1
    with agrees():
        answer_roll_call(actor="user:2", roll_call_id=roll_call.pk, unit_id=unit.pk, how="par", headcount=30)
    assert RollCall.objects.get().state == RollCall.COMPLETE
    assert Check.objects.get(pk=crew.pk).contact_how == "par"
    assert Deadline.objects.filter(kind=EVERY, object_id=incident.pk).exists()


def test_pressing_roll_call_twice_asks_once(crew: Assignment, incident: Incident):
    first = start_roll_call(actor="user:1", incident_id=incident.pk)
    assert start_roll_call(actor="user:2", incident_id=incident.pk).pk == first.pk
    assert Downlink.objects.filter(payload__roll_call=first.pk).count() == 1


def test_who_does_not_answer_is_missed_by_name(crew: Assignment, unit: Unit, incident: Incident, agrees: Agrees):
    roll_call = start_roll_call(actor="user:1", incident_id=incident.pk)
    with agrees():
        roll_call_due(roll_call.pk)
    assert RollCall.objects.get().state == RollCall.OVERDUE
    assert "从化区森林消防大队" in alarms("未应答")[0].text
    answer_roll_call(actor="user:2", roll_call_id=roll_call.pk, unit_id=unit.pk, how="voice", headcount=30)
    assert RollCall.objects.get().state == RollCall.COMPLETE, "a late answer still counts"


def test_fewer_heads_than_last_time_is_an_alarm(crew: Assignment, unit: Unit, incident: Incident):
    first = start_roll_call(actor="user:1", incident_id=incident.pk)
    answer_roll_call(actor="user:2", roll_call_id=first.pk, unit_id=unit.pk, how="par", headcount=30)
    second = start_roll_call(actor="user:1", incident_id=incident.pk)
    answer_roll_call(actor="user:2", roll_call_id=second.pk, unit_id=unit.pk, how="par", headcount=28)
    assert "少 2 人" in alarms("点名 28 人")[0].text


def test_the_crew_answers_from_its_phone_and_nobody_elses(
    crew: Assignment, incident: Incident, people: SimpleNamespace, as_user: Callable[..., Any]
):
    roll_call = start_roll_call(actor="user:1", incident_id=incident.pk)
    assert as_user(people.nansha).send(f"/api/field/roll-calls/{roll_call.pk}/answer", {"headcount": 3}).status_code == 404
    answer = as_user(people.liang).send(f"/api/field/roll-calls/{roll_call.pk}/answer", {"headcount": 29})
    assert answer.status_code == 200
    assert answer.json()["legs"][0]["headcount"] == 29


def test_the_officer_enters_what_was_heard_by_radio(crew: Assignment, people: SimpleNamespace, as_user: Callable[..., Any]):
    silent_for(crew, 1000)
    contact_due(crew.pk)
    answer = as_user(people.wang).send(f"/api/assignments/{crew.pk}/contact", {"how": "voice"})
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")
    assert as_user(people.nansha).send(f"/api/assignments/{crew.pk}/contact", {"how": "voice"}).status_code in (403, 404)

"""One fire, seen by a drone, a ranger and a satellite, is one alarm with three signals; what a person typed merges only by choice."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dispatch.alarms.actions import clear_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm, Report, Step
from dispatch.incidents.actions import open_incident
from realtime import clock
from realtime.codes import Problem
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
FIRE = {"urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "type": "11G01", "area": "440117"}
RANGER = FIRE | {"lon": 113.7695, "lat": 23.7410, "type": ""}
CALL = {"urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "place": "良口镇", "text": "山上冒烟", "type": "11G01"}


def drone(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "terminal:1", "source": "uav", "device": "dji:M30"} | FIRE | given))


def satellite(**given: Any) -> Alarm:
    return raise_alarm(**({"actor": "peer:1", "source": "satellite"} | FIRE | {"lon": 113.7740, "lat": 23.7440} | given))


def test_drone_and_ranger_are_one_alarm_with_two_sources(agrees):
    with agrees():
        first = drone()
        second = raise_alarm(actor="user:1", source="radio", text="看见浓烟", **RANGER)
    assert second.pk == first.pk
    alarm = Alarm.objects.get()
    assert (alarm.reports, alarm.sources, alarm.type) == (2, ["uav", "radio"], "11G01")
    report = alarm.signals.latest("pk")
    assert (report.text, report.by, 200 < report.distance_m < 300) == ("看见浓烟", "user:1", True)


def test_a_satellite_after_the_verdict_joins_the_open_incident_and_owes_a_formal_answer(agrees):
    alarm = drone()
    _, incident = give_verdict(actor="user:1", name="陈班长", alarm_id=alarm.pk, verdict="forest_fire")
    with agrees():
        satellite()
    with agrees(f"incident:{incident.pk}"):
        satellite()
    alarm = Alarm.objects.get()
    assert (alarm.reports, alarm.sources, alarm.incident_id) == (3, ["uav", "satellite"], incident.pk)
    step = Step.objects.get(kind="feedback")
    assert timedelta(minutes=119) < step.due_at - clock.now() <= timedelta(hours=2)
    assert Event.objects.filter(stream_id=f"incident:{incident.pk}", kind="alarm.merged").count() == 2


def test_after_a_verdict_that_it_was_nothing_the_next_signal_is_a_new_alarm(city):
    first = drone()
    give_verdict(actor="user:1", name="陈班长", alarm_id=first.pk, verdict="farm_burning")
    assert drone().pk != first.pk


def test_a_drone_that_flies_on_and_sees_another_fire_raises_another_alarm(city):
    assert drone().pk != drone(lon=113.80).pk


@pytest.mark.parametrize("other", [{"lat": 23.7523}, {"type": "12D01"}, {"exercise": 7}])
def test_another_place_another_kind_another_world_is_another_alarm(city, other):
    drone()
    satellite(**other)
    assert Alarm.objects.count() == 2


def test_half_an_hour_later_it_is_another_alarm_unless_it_never_stopped(city):
    start = clock.now() - timedelta(hours=2)
    first = satellite(received_at=start)
    for minutes in (20, 45, 70):
        assert satellite(received_at=start + timedelta(minutes=minutes)).pk == first.pk
    assert satellite(received_at=start + timedelta(minutes=101)).pk != first.pk


def test_a_worse_signal_makes_the_alarm_worse_and_it_is_never_made_better(city):
    alarm = drone(urgency="normal")
    satellite(urgency="critical")
    drone(urgency="normal")
    alarm.refresh_from_db()
    assert alarm.urgency == "critical"


def test_calls_for_help_merge_with_nothing(city):
    drone()
    for device in ("radio:R1", "radio:R2"):
        raise_alarm(actor="terminal:2", source="sos", device=device, **FIRE | {"urgency": "critical"})
    satellite()
    assert Alarm.objects.filter(source="sos", reports=1).count() == 2
    assert Alarm.objects.get(source="uav").reports == 2


def test_an_automatic_signal_joins_the_call_that_came_first(city):
    call = raise_alarm(actor="user:1", source="call", text="冒烟", **FIRE)
    assert satellite().pk == call.pk


def test_typed_calls_are_never_merged_silently(as_user, people):
    drone()
    first = as_user(people.wang).send("/api/alarms", CALL).json()
    second = as_user(people.huang).send("/api/alarms", CALL).json()
    assert first["id"] != second["id"]
    assert Alarm.objects.count() == 3


def test_likely_duplicates_are_shown_before_saving_the_likeliest_first(as_user, people):
    alarm = drone()
    raise_alarm(actor="user:1", source="call", **FIRE | {"type": "12D01", "lon": 113.7713})
    raise_alarm(actor="terminal:9", source="sos", device="radio:R1", **FIRE | {"urgency": "critical"})
    _, incident = give_verdict(actor="user:1", name="陈班长", alarm_id=drone(lon=113.7790).pk, verdict="forest_fire")
    query = "/api/alarms/duplicates?lon=113.7715&lat=23.7424&type=11G01"
    rows = as_user(people.wang).get(query).json()
    assert [row["same_type"] for row in rows] == [True, True, False]
    assert (rows[0]["alarm"]["id"], rows[0]["distance_m"], rows[0]["minutes"], rows[0]["incident"]) == (alarm.pk, 32, 0, None)
    assert rows[1]["incident"]["number"] == incident.number
    assert as_user(people.nansha).get(query).json() == []
    assert as_user(people.wang).get("/api/alarms/duplicates?lon=113.9&lat=23.2").json() == []


def test_an_old_alarm_is_no_likely_duplicate_but_an_open_incident_is(as_user, people):
    alarm = drone(received_at=clock.now() - timedelta(hours=5))
    query = "/api/alarms/duplicates?lon=113.7715&lat=23.7424"
    assert as_user(people.wang).get(query).json() == []
    give_verdict(actor="user:1", name="陈班长", alarm_id=alarm.pk, verdict="confirmed")
    assert len(as_user(people.wang).get(query).json()) == 1


def test_a_call_is_joined_by_choice_and_kept_with_its_words_and_number(as_user, people, agrees):
    alarm = drone()
    with agrees():
        answer = as_user(people.wang).send("/api/alarms", CALL | {"join": alarm.pk, "caller_phone": "13912345678"})
    assert (answer.status_code, answer.json()["id"], answer.json()["reports"]) == (201, alarm.pk, 2)
    signals = as_user(people.liang).get(f"/api/alarms/{alarm.pk}").json()["signals"]
    assert [(row["source"], row["text"], row["caller_phone"]) for row in signals] == [("uav", "", ""), ("call", "山上冒烟", "139****5678")]
    assert signals[1]["by_name"] == "王值班"


def test_a_call_is_joined_neither_to_a_call_for_help_nor_to_a_closed_alarm_nor_to_another_districts(as_user, people):
    sos = raise_alarm(actor="terminal:2", source="sos", device="radio:R1", **FIRE | {"urgency": "critical"})
    closed = drone()
    give_verdict(actor="user:1", name="陈班长", alarm_id=closed.pk, verdict="not_found")
    own = drone(lon=113.81)
    for actor, alarm, status in ((people.wang, sos, 409), (people.wang, closed, 409), (people.nansha, own, 403)):
        answer = as_user(actor).send("/api/alarms", CALL | {"join": alarm.pk})
        assert answer.status_code == status, answer.json()
    elsewhere = CALL | {"lon": 113.525, "lat": 22.802, "join": own.pk}
    assert as_user(people.nansha).send("/api/alarms", elsewhere).status_code == 404
    assert Report.objects.count() == 3


def test_the_same_signal_sent_again_changes_nothing(city):
    assert satellite(key="FY-4B:1").pk == satellite(key="FY-4B:1").pk
    assert (Report.objects.count(), Alarm.objects.get().reports) == (1, 1)


def test_a_sensor_that_comes_back_before_anybody_looked_is_the_same_alarm_active_again(agrees):
    alarm = drone()
    clear_alarm(actor="terminal:1", alarm_id=alarm.pk)
    with agrees():
        assert drone().pk == alarm.pk
    alarm.refresh_from_db()
    assert (alarm.state, alarm.cleared_at) == ("active", None)


def test_who_confirms_into_an_incident_of_an_exercise_is_told_that_this_is_real(city):
    practice = open_incident(actor="user:1", type="11G01", lon=113.77, lat=23.74, exercise=7)
    with pytest.raises(Problem) as refusal:
        give_verdict(actor="user:1", name="陈班长", alarm_id=drone().pk, verdict="confirmed", incident_id=practice.pk)
    assert refusal.value.code == "exercise"


@pytest.mark.django_db(transaction=True)
def test_eight_signals_of_one_fire_in_the_same_instant_are_one_alarm(city):
    start = threading.Barrier(8)
    failed: list[BaseException] = []

    def say(number: int) -> None:
        try:
            start.wait(10)
            drone(device=f"dji:{number}", lon=113.7712 + number * 0.0002)
        except BaseException as error:  # a thread's own failure would pass unseen
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert (Alarm.objects.get().reports, Report.objects.count()) == (8, 8)

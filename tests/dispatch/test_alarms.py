"""Alarms over their door."""

from __future__ import annotations

import pytest

from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm

pytestmark = pytest.mark.django_db
CALL = {
    "urgency": "urgent",
    "lon": 113.7712,
    "lat": 23.7423,
    "place": "良口镇",
    "text": "山上冒烟",
    "type": "11G01",
    "caller_phone": "13912345678",
}


def test_raising_acknowledging_and_confirming_agree_with_the_snapshot(agrees):
    with agrees():
        alarm = raise_alarm(actor="user:1", source="call", **CALL)
    with agrees():
        acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    with agrees():
        give_verdict(actor="user:1", name="王值班", alarm_id=alarm.pk, verdict="confirmed")


def test_the_area_is_found_from_the_point(city):
    assert raise_alarm(actor="user:1", source="call", **CALL).area == "440117"


def test_a_confirmed_alarm_opens_an_incident_with_the_alarms_place(as_user, people):
    alarm = as_user(people.wang).send("/api/alarms", CALL).json()
    answer = as_user(people.wang).send(f"/api/alarms/{alarm['id']}/verdict", {"verdict": "confirmed"})
    assert answer.status_code == 200
    incident = answer.json()["incident"]
    assert (incident["type"], incident["area"], incident["place"], incident["phase"]) == ("11G01", "440117", "良口镇", "opened")
    assert answer.json()["alarm"]["incident"] == incident["id"]


def test_a_second_verdict_is_refused_and_the_first_stays(as_user, people):
    alarm = as_user(people.wang).send("/api/alarms", CALL).json()
    as_user(people.wang).send(f"/api/alarms/{alarm['id']}/verdict", {"verdict": "farm_burning"})
    second = as_user(people.chen).send(f"/api/alarms/{alarm['id']}/verdict", {"verdict": "confirmed"})
    assert (second.status_code, second.json()["code"]) == (409, "wrong_state")
    assert Alarm.objects.get().verdict == "farm_burning"


def test_a_key_held_down_is_one_alarm_with_a_counter(agrees):
    with agrees():
        for _ in range(4):
            raise_alarm(actor="terminal:1", source="sos", urgency="critical", lon=113.6, lat=23.5, device="radio:R0001")
    alarm = Alarm.objects.get()
    assert alarm.repeats == 3


def test_after_its_verdict_the_same_device_raises_a_new_alarm(city):
    first = raise_alarm(actor="terminal:1", source="sos", urgency="critical", lon=113.6, lat=23.5, device="radio:R0001")
    spoke = {"how": "voice", "who": "李队员"}
    give_verdict(actor="user:1", name="王值班", alarm_id=first.pk, verdict="misfire", contact=spoke)
    second = raise_alarm(actor="terminal:1", source="sos", urgency="critical", lon=113.6, lat=23.5, device="radio:R0001")
    assert second.pk != first.pk


def test_the_callers_number_is_masked_for_who_may_not_see_it(as_user, people):
    alarm = as_user(people.wang).send("/api/alarms", CALL).json()
    assert as_user(people.wang).get(f"/api/alarms/{alarm['id']}").json()["caller_phone"] == "13912345678"
    assert as_user(people.liang).get(f"/api/alarms/{alarm['id']}").json()["caller_phone"] == "139****5678"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"lat": 91}, "lat"),
        ({"lon": "east"}, "lon"),
        ({"urgency": "红色"}, "urgency"),
        ({"nonsense": 1}, "nonsense"),
        ({"caller_phone": "drop table"}, "caller_phone"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(as_user, people, change, where):
    answer = as_user(people.wang).send("/api/alarms", CALL | change)
    assert answer.status_code == 422
    assert any(where in line for line in answer.json()["where"])
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("body", ['"AAA"', "[]", "null", "{", "7"])
def test_a_body_that_is_no_object_is_refused(as_user, people, body):
    answer = as_user(people.wang).post("/api/alarms", body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("invalid", "bad_request")


def test_a_nul_character_is_refused_in_words(as_user, people):
    answer = as_user(people.wang).send("/api/alarms", CALL | {"place": "良口\x00镇"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Alarm.objects.exists()

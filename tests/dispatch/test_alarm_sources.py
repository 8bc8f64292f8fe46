"""Where alarms come from: satellites, cameras, vehicles, sensors, keys that are pressed for a test."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from devices import adapters
from devices.inbox.models import Inbox
from devices.inbox.storing import letter_of
from devices.inbox.working import handle
from devices.readings import Hotspot, Measurement, Undecodable
from devices.terminals.actions import register_terminal, set_test_mode
from devices.terminals.models import Downlink, Terminal
from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm
from dispatch.alarms.models import Alarm, Crossing, Report, Threshold
from realtime import clock
from realtime.accounts.models import Token
from realtime.accounts.tokens import issue_token
from realtime.exercises.actions import start_exercise
from realtime.log import act
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db
SPOT = {"id": "1", "lon": 113.7712, "lat": 23.7423, "satellite": "FY-4B", "confidence": 0.9, "pixels": 1}


def terminal(kind: str, external_id: str = "T1", **given: Any) -> Terminal:
    return register_terminal(
        actor="system", adapter="radio", external_id=external_id, kind=kind, area="440117", label=f"{external_id} 号", **given
    )  # fmt: skip


def comes_in(device: Terminal, channel: str, **body: Any) -> None:
    """Over the wire, through the inbox, to the handlers."""
    topic, payload, now = f"ecc/v1/440117/{device.kind}/{device.external_id}/{channel}", json.dumps(body).encode(), clock.now()
    readings, _ = adapters.decode(topic, payload, int(now.timestamp() * 1000))
    letter = letter_of(topic, payload, readings, device.pk)
    assert letter is not None
    row, new = Inbox.objects.get_or_create(
        adapter=letter.adapter, external_id=letter.external_id, message_key=letter.message_key,
        defaults={"terminal": device, "topic": topic, "payload": payload, "received_at": now},
    )  # fmt: skip
    if new:
        with act("clerk"):
            handle(row)


# -- satellites --------------------------------------------------------------------------------------------------------------------


def test_good_hot_spots_are_kept_and_bad_ones_are_named(as_user, people, agrees):
    rows: list[Any] = [
        SPOT, SPOT | {"id": "2", "lat": 123}, "nonsense", SPOT | {"id": "3", "lon": 113.9}, SPOT | {"id": "4", "satellite": "", "pixels": 0},
        SPOT | {"id": "5", "lon": 113.7730}, SPOT | {"id": "6", "confidence": 80, "colour": "red"},
    ]  # fmt: skip
    with agrees():
        answer = as_user(people.wang).send("/api/hotspots", {"hotspots": rows})
    batch = answer.json()
    assert answer.status_code == 201
    assert [(row["row"], row["id"], row["merged"]) for row in batch["kept"]] == [(0, "1", False), (3, "3", False), (5, "5", True)]
    assert [(row["row"], row["id"]) for row in batch["refused"]] == [(1, "2"), (2, ""), (4, "4"), (6, "6")]
    named = [" ".join(row["where"]) for row in batch["refused"]]
    assert "lat" in named[0]
    assert "satellite" in named[2] and "pixels" in named[2]
    assert "confidence" in named[3] and "colour" in named[3]
    assert "第 2 行" in batch["refused"][0]["detail"]
    facts = Report.objects.get(key="FY-4B:1").facts
    assert (facts["confidence"], facts["pixels"], facts["satellite"]) == (0.9, 1, "FY-4B")


def test_the_feed_may_send_its_pass_again(as_user, people):
    for _ in range(2):
        batch = as_user(people.wang).send("/api/hotspots", {"hotspots": [SPOT]}).json()
    assert (batch["kept"][0]["repeated"], Report.objects.count()) == (True, 1)


def test_many_pixels_are_critical_and_a_doubtful_one_is_quiet(as_user, people):
    rows = [SPOT | {"pixels": 3}, SPOT | {"id": "2", "confidence": 0.3, "lon": 113.9}, SPOT | {"id": "3", "lat": 23.6}]
    as_user(people.wang).send("/api/hotspots", {"hotspots": rows})
    assert list(Alarm.objects.order_by("pk").values_list("urgency", flat=True)) == ["critical", "normal", "urgent"]


def test_a_feed_sends_by_its_token_and_only_for_its_area(client, city):
    _, secret = issue_token(actor="system", kind=Token.PEER, name="省卫星遥感中心", area="440117")
    body = {"hotspots": [SPOT, SPOT | {"id": "2", "lon": 113.525, "lat": 22.802}]}
    headers = {"Idempotency-Key": "1", "Authorization": f"Token {secret}"}
    batch = client.post("/api/hotspots", json.dumps(body), content_type="application/json", headers=headers).json()
    assert ([row["row"] for row in batch["kept"]], [row["row"] for row in batch["refused"]]) == ([0], [1])
    assert "辖区" in batch["refused"][0]["detail"]
    body = {"hotspots": body["hotspots"][1:]}
    headers |= {"Idempotency-Key": "2"}
    answer = client.post("/api/hotspots", json.dumps(body), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_batch_without_one_good_row_is_refused_with_every_reason(as_user, people):
    answer = as_user(people.wang).send("/api/hotspots", {"hotspots": [{}, 7]})
    assert answer.status_code == 422
    assert any("hotspots.0.lon" in line for line in answer.json()["where"])


def test_hot_spots_of_an_exercise_stay_in_it(as_user, people):
    exercise = start_exercise(actor="user:1", name="桌推", area="4401")
    raise_alarm(actor="terminal:1", source="uav", urgency="urgent", lon=113.7712, lat=23.7423)
    as_user(people.wang).send("/api/hotspots", {"hotspots": [SPOT], "exercise": exercise.pk})
    assert Alarm.objects.get(source="satellite").exercise_id == exercise.pk
    answer = as_user(people.wang).send("/api/hotspots", {"hotspots": [SPOT], "exercise": 99})
    assert (answer.status_code, answer.json()["code"]) == (409, "exercise")


# -- cameras and vehicles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "source"), [("sensor", "camera"), ("vehicle", "vehicle"), ("uav", "uav")])
def test_who_saw_the_hot_spot_is_told_by_what_the_terminal_is(city, kind, source):
    comes_in(terminal(kind), "hotspot", mid="1", lat=23.7423, lon=113.7712, conf=0.87, temp=210, picture="https://video.example/1.jpg")
    report = Report.objects.get()
    assert (report.source, report.facts["confidence"], report.facts["picture"]) == (source, 0.87, "https://video.example/1.jpg")


def test_a_vehicles_key_is_a_call_for_help_like_any_other(city):
    comes_in(terminal("vehicle"), "sos", mid="1", lat=23.7423, lon=113.7712)
    assert list(Alarm.objects.values_list("source", "urgency")) == [("sos", "critical")]


def test_a_device_made_for_an_exercise_plays_only_there(city):
    exercise = start_exercise(actor="user:1", name="桌推", area="440117")
    device = terminal("uav", exercise=exercise.pk)
    comes_in(device, "hotspot", mid="1", lat=23.7423, lon=113.7712)
    comes_in(device, "sos", mid="1", lat=23.7423, lon=113.7712)
    assert set(Alarm.objects.values_list("exercise_id", flat=True)) == {exercise.pk}
    assert list(Downlink.objects.values_list("terminal", flat=True)) == [device.pk]  # its own drill terminal may hear the code


# -- sensors -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def gauge(city: None) -> Terminal:
    return terminal("sensor", "W1", meta={"home": {"lon": 113.59, "lat": 23.55}})


def depth(device: Terminal, *values: float, unit: str = "m") -> None:
    for value in values:
        comes_in(device, "measure", values={"ponding_depth": {"v": value, "u": unit}})


def test_only_the_crossing_of_a_threshold_is_a_signal(gauge, agrees):
    with agrees():
        depth(gauge, 0.1, 0.27, 0.28, 0.26, 0.24, 0.29)
    alarm = Alarm.objects.get()
    assert (alarm.source, alarm.urgency, alarm.type, alarm.reports, alarm.state) == ("sensor", "urgent", "11A02", 1, "active")
    assert (alarm.lon, alarm.place) == (113.59, "W1 号")
    assert "0.27 m" in alarm.text


def test_back_within_the_dead_band_and_beyond_it_is_over(gauge, agrees):
    depth(gauge, 0.3)
    with agrees():
        depth(gauge, 0.22)
    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.acked_by, alarm.verdict) == ("cleared", "", "")
    depth(gauge, 0.3)
    assert Alarm.objects.get().state == "active"


def test_a_higher_threshold_makes_it_worse_and_holds_it_while_it_stands(gauge, agrees):
    depth(gauge, 0.3)
    with agrees():
        depth(gauge, 0.52)
    alarm = Alarm.objects.get()
    assert (alarm.urgency, alarm.reports, alarm.repeats) == ("critical", 2, 1)
    depth(gauge, 0.4)
    assert Alarm.objects.get().state == "active"
    depth(gauge, 0.1)
    assert Alarm.objects.get().state == "cleared"


def test_one_value_beyond_two_thresholds_is_one_signal(gauge):
    depth(gauge, 0.8)
    assert (Alarm.objects.get().urgency, Report.objects.count(), Crossing.objects.filter(over=True).count()) == ("critical", 1, 2)


def test_what_somebody_else_has_reported_too_is_not_over_because_the_sensor_says_so(gauge):
    depth(gauge, 0.3)
    alarm = Alarm.objects.get()
    raise_alarm(actor="user:1", source="call", urgency="urgent", lon=113.59, lat=23.55, area="440117", join_id=alarm.pk)
    depth(gauge, 0.1)
    assert Alarm.objects.get().state == "active"


def test_after_the_verdict_the_standing_water_does_not_ring_again(gauge):
    depth(gauge, 0.3)
    give_verdict(actor="user:1", name="陈班长", alarm_id=Alarm.objects.get().pk, verdict="confirmed")
    depth(gauge, 0.31, 0.32)
    assert Alarm.objects.count() == 1


def test_an_older_value_that_arrives_later_decides_nothing(gauge):
    now = int(clock.now().timestamp() * 1000)
    comes_in(gauge, "measure", at=now, values={"ponding_depth": {"v": 0.1}})
    comes_in(gauge, "measure", at=now - 60_000, values={"ponding_depth": {"v": 0.9}})
    assert not Alarm.objects.exists()


def test_a_wrong_unit_is_not_compared_and_somebody_is_told_once(gauge):
    depth(gauge, 27, 30, unit="cm")
    alarm = Alarm.objects.get()
    assert (alarm.source, alarm.device, "cm" in alarm.text) == ("system", f"system:measurement:{gauge.pk}", True)


def test_a_districts_own_threshold_replaces_the_citys_and_a_sensors_own_both(gauge):
    own = {"quantity": "ponding_depth", "name": "积水深度", "unit": "m", "urgency": "normal", "source": "从化区预案"}
    Threshold.objects.create(**own, area="440117", value=1.0)
    depth(gauge, 0.9)
    assert not Alarm.objects.exists()
    Threshold.objects.create(**own, area="440117", value=0.5, external_id="W1")
    depth(gauge, 0.8)
    assert Alarm.objects.get().urgency == "normal"


def test_below_is_a_direction_too(city):
    Threshold.objects.create(
        quantity="hydrant_pressure", name="消火栓水压", side="below", value=0.1, dead_band=0.02, unit="MPa", area="4401", urgency="normal",
        source="试验",
    )  # fmt: skip
    device = terminal("sensor")
    for value, states in ((0.2, []), (0.1, ["active"]), (0.11, ["active"]), (0.13, ["cleared"])):
        comes_in(device, "measure", values={"hydrant_pressure": {"v": value, "u": "MPa"}})
        assert list(Alarm.objects.values_list("state", flat=True)) == states
    assert Alarm.objects.get().area == "440117"  # without a place: where the sensor belongs


def test_measurements_are_read_by_quantity_and_nonsense_is_refused():
    topic, now = "ecc/v1/440117/sensor/W1/measure", 1_793_664_930_000
    readings, _ = adapters.decode(topic, b'{"values":{"ponding_depth":{"v":0.3,"u":"m"},"rain":{"v":1e300}}}', now)
    assert [(type(r), r.quantity, r.value) for r in readings] == [(Measurement, "ponding_depth", 0.3)]
    again, _ = adapters.decode(topic, b'{"values":{"ponding_depth":{"v":0.3,"u":"m"},"rain":{"v":1e300}}}', now + 1000)
    assert again[0].message_id != readings[0].message_id  # the same value a second later is another value
    with pytest.raises(Undecodable):
        adapters.decode(topic, b'{"values":[1]}', now)
    with pytest.raises(Undecodable):
        adapters.decode(topic.replace("measure", "hotspot"), b'{"lat":0,"lon":0}', now)
    spot, _ = adapters.decode(topic.replace("measure", "hotspot"), b'{"lat":23.7,"lon":113.7,"conf":7}', now)
    assert (type(spot[0]), spot[0].confidence) == (Hotspot, None)


# -- test mode and the read-back code ----------------------------------------------------------------------------------------------


def test_the_code_to_read_back_is_shown_to_the_desk_and_sent_to_the_device(as_user, people, radio_of_ours):
    comes_in(radio_of_ours, "sos", mid="1", lat=23.5, lon=113.6)
    comes_in(radio_of_ours, "sos", mid="2", lat=23.5, lon=113.6)
    alarm = Alarm.objects.get()
    code = as_user(people.wang).get(f"/api/alarms/{alarm.pk}").json()["code"]
    sent = Downlink.objects.get(kind="text")
    assert (len(code), sent.terminal_id, sent.payload["code"]) == (4, radio_of_ours.pk, code)
    assert code in sent.payload["text"]


def test_a_key_pressed_in_test_mode_rings_softly_and_is_marked(as_user, people, radio_of_ours, agrees):
    assert as_user(people.wang).send(f"/api/devices/terminals/{radio_of_ours.pk}/test-mode", {"minutes": 15}).status_code == 200
    with agrees():
        comes_in(radio_of_ours, "sos", mid="1", lat=23.5, lon=113.6)
    alarm = Alarm.objects.get()
    assert (alarm.urgency, alarm.test, alarm.row()["steps"]) == ("normal", True, [])
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)


def test_a_real_call_for_help_after_a_test_is_no_repeat_of_the_test(radio_of_ours):
    set_test_mode(actor="user:1", terminal=radio_of_ours, minutes=15)
    comes_in(radio_of_ours, "sos", mid="1", lat=23.5, lon=113.6)
    set_test_mode(actor="user:1", terminal=radio_of_ours, minutes=0)
    comes_in(radio_of_ours, "sos", mid="2", lat=23.5, lon=113.6)
    assert list(Alarm.objects.order_by("pk").values_list("urgency", "test", "repeats")) == [("normal", True, 0), ("critical", False, 0)]


def test_test_mode_ends_by_itself_and_may_not_last_a_day(as_user, people, radio_of_ours):
    path = f"/api/devices/terminals/{radio_of_ours.pk}/test-mode"
    assert as_user(people.wang).send(path, {"minutes": 121}).status_code == 422
    radio_of_ours.meta = {"test_until": clock.iso(clock.now() - timedelta(seconds=1))}
    radio_of_ours.save()
    comes_in(radio_of_ours, "sos", mid="1", lat=23.5, lon=113.6)
    assert Alarm.objects.get().urgency == "critical"


def test_from_the_phones_page_a_test_is_a_test_and_the_answer_shows_the_code(as_user, people, unit, agrees):
    with agrees():
        answer = (
            as_user(people.liang)
            .send("/api/field/sos", {"active": True, "message_id": "1", "lat": 23.5, "lon": 113.6, "test": True})
            .json()
        )
    assert (answer["urgency"], answer["test"], len(answer["code"])) == ("normal", True, 4)


@pytest.fixture
def radio_of_ours(city: None) -> Terminal:
    return terminal("radio", "R9")


def test_a_typed_alarm_may_not_lie_in_the_future_and_what_came_an_hour_ago_is_marked_late(as_user, people):
    call = {"urgency": "urgent", "lon": 113.7712, "lat": 23.7423, "source": "call"}
    ahead = (clock.now() + timedelta(minutes=10)).isoformat()
    for name in ("occurred_at", "received_at"):
        answer = as_user(people.wang).send("/api/alarms", call | {name: ahead})
        assert (answer.status_code, answer.json()["where"]) == (422, [name])
    beginning = as_user(people.wang).send("/api/alarms", call | {"occurred_at": "0001-01-01T00:00:00+14:00"})
    assert (beginning.status_code, beginning.json()["where"]) == (422, ["body.occurred_at: 年份须在 1900 至 2200 之间"])
    past = (clock.now() - timedelta(hours=1)).isoformat()
    late = as_user(people.wang).send("/api/alarms", call | {"received_at": past, "occurred_at": past}).json()
    assert (late["late"], late["received_at"] < late["entered_at"]) == (True, True)
    assert as_user(people.wang).send("/api/alarms", call | {"occurred_at": past}).json()["late"] is False
    Rule.objects.create(name="alarm.late_entry_s", area="4401", value=7200, source="本局规定")
    assert as_user(people.wang).send("/api/alarms", call | {"received_at": past}).json()["late"] is False

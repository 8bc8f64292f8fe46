"""Sensors: whose value it is, in which unit, when; a gateway speaks for many, and `me` is nobody."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import thingsboard
from devices.adapters.known import Command, number_of
from devices.adapters.quantities import named
from devices.inbox.storing import letter_of
from devices.readings import Answer, Fix, Measurement, Sos, Source, Status, Undecodable
from tests.devices.corpus import samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_930_500
TELEMETRY = "v1/devices/WL-07/telemetry"


def read(topic: str, body: Any, *, retained: bool = False) -> list[Any]:
    return adapters.decode(topic, json.dumps(body).encode(), NOW, retained=retained)[0]


def values(readings: list[Any]) -> dict[tuple[str, str], tuple[float, str]]:
    return {(m.source.external_id, m.quantity): (m.value, m.unit) for m in readings if isinstance(m, Measurement)}


def test_a_gateway_speaks_for_its_devices_each_under_its_own_name() -> None:
    told = {
        "雨量站07": [{"ts": NOW - 5000, "values": {"rain1h": 12.6, "waterLevel": 3.42}}],
        "烟感12": [{"ts": NOW, "values": {"smoke": True}}],
    }
    readings = read("v1/gateway/telemetry", told)
    assert values(readings) == {
        ("雨量站07", "rain_1h"): (12.6, "mm"),
        ("雨量站07", "water_level"): (3.42, "m"),
        ("烟感12", "smoke"): (1, ""),
    }
    assert {r.at_ms for r in readings if isinstance(r, Measurement)} == {NOW - 5000, NOW}


def test_the_inbox_row_of_such_a_frame_is_its_first_device_s() -> None:
    payload = json.dumps({"B": {"smoke": 1}}).encode()
    letter = letter_of("v1/gateway/telemetry", payload, adapters.decode("v1/gateway/telemetry", payload, NOW)[0], None)
    assert letter is not None
    assert (letter.external_id, letter.made) == ("B", False)


@pytest.mark.parametrize("shape", [{"waterLevel": 3}, [{"waterLevel": 3}], {"ts": NOW, "values": {"waterLevel": 3}}, {"waterLevel": "3.0"}])
def test_every_shape_of_telemetry(shape: Any) -> None:
    assert values(read(TELEMETRY, shape)) == {("WL-07", "water_level"): (3, "m")}


def test_a_place_a_charge_and_a_pressed_key() -> None:
    readings = read(TELEMETRY, {"latitude": 23.1, "longitude": "113.2", "battery": 83, "speed_kmh": 36, "sos": True, "speed": 9})
    fix = next(r for r in readings if isinstance(r, Fix))
    assert (fix.lat, fix.lon, fix.battery, fix.speed) == (23.1, 113.2, 83, pytest.approx(10))
    assert [(r.active, r.lat) for r in readings if isinstance(r, Sos)] == [(True, 23.1)]
    assert ("WL-07", "speed") in values(readings)  # of unknown unit: a number, not a speed


def test_a_cell_of_three_and_a_half_volts_is_not_three_and_a_half_percent() -> None:
    readings = read(TELEMETRY, {"battery": 3.5})
    assert values(readings) == {("WL-07", "battery"): (3.5, "")}
    assert not any(isinstance(r, Status) and r.battery for r in readings)
    assert next(r.battery for r in read(TELEMETRY, {"batteryLevel": 3}) if isinstance(r, Status)) == 3


@pytest.mark.parametrize(
    ("key", "means"),
    [
        ("waterLevel_m", ("water_level", "m")), ("Inputs/WaterLevel_m", ("water_level", "m")), ("RH", ("rh", "%")), ("水位", ("water_level", "m")),
        ("pm2.5", ("pm25", "ug/m3")), ("Rain_mm", ("rain_mm", "mm")), ("oilPressure", ("oil_pressure", "")), ("///", ("value", "")),
    ],
)  # fmt: skip
def test_names_of_quantities(key: str, means: tuple[str, str]) -> None:
    assert named(key) == means


def test_the_same_bytes_without_a_time_are_tomorrow_another_message_and_with_one_the_same() -> None:
    def key(body: Any, received: int) -> str:
        return next(r.message_id for r in adapters.decode(TELEMETRY, json.dumps(body).encode(), received)[0] if isinstance(r, Measurement))

    assert key({"smoke": 1}, NOW) != key({"smoke": 1}, NOW + 1)
    assert key({"ts": NOW, "values": {"smoke": 1}}, NOW) == key({"ts": NOW, "values": {"smoke": 1}}, NOW + 1)
    assert values(read(TELEMETRY, {"smoke": 1}, retained=True)) == {}


def test_me_is_nobody_and_the_reason_says_what_to_do() -> None:
    with pytest.raises(Undecodable, match="改写"):
        read("v1/devices/me/telemetry", {"smoke": 1})


def test_a_frame_of_thousands_of_samples_is_refused_before_it_is_read() -> None:
    with pytest.raises(Undecodable, match="最多"):
        read(TELEMETRY, [{}] * 5000)


def test_coming_going_and_asking() -> None:
    assert [r.online for r in read("v1/gateway/connect", {"device": "烟感12"})] == [True]
    assert [r.online for r in read("v1/gateway/disconnect", {"device": "烟感12"})] == [False]
    _, replies = adapters.decode("v1/devices/WL-07/attributes/request/4", b'{"sharedKeys":"a"}', NOW)
    assert [(r.topic, r.payload) for r in replies] == [("v1/devices/WL-07/attributes/response/4", b"{}")]
    (fix, *_) = read("v1/devices/WL-07/attributes", {"latitude": 23.18, "longitude": 113.29, "threshold": 5})
    assert isinstance(fix, Fix)


@pytest.mark.parametrize("way", ["gateway", "device"])
def test_a_command_and_its_answer_carry_one_number(way: str) -> None:
    correlation = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
    command = Command(
        external_id="烟感12", area="440117", terminal_kind="sensor", meta={"thingsboard": way}, kind="rpc",
        payload={"method": "setSiren", "params": {"on": True}}, correlation=correlation,
    )  # fmt: skip
    topic, payload = thingsboard.encode(command)
    number = number_of(correlation)
    if way == "gateway":
        assert json.loads(payload)["data"] == {"id": number, "method": "setSiren", "params": {"on": True}}
        assert read(topic, json.loads(payload)) == []  # our own words come back on the same topic
        (answer,) = read(topic, {"device": "烟感12", "id": number, "data": {"success": False, "error": "卡住"}})
        assert (answer.result, answer.text) == (1, "卡住")
    else:
        assert topic == f"v1/devices/烟感12/rpc/request/{number}"
        (answer,) = read(f"v1/devices/烟感12/rpc/response/{number}", {"success": True})
        assert answer.result == 0
    assert isinstance(answer, Answer)
    assert (answer.source, answer.correlation) == (Source("thingsboard", "烟感12"), f"#{number}")


FRAMES = [(told.topic, told.payload) for told in samples("thingsboard")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_garbage_is_refused_or_harmless(seed: int) -> None:
    dice, decoders = random.Random(seed), Decoders()
    for topic, payload in dice.sample(FRAMES, 4):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    assert values(decoders.read(TELEMETRY, b'{"smoke":1}', NOW) or []) == {("WL-07", "smoke"): (1, "")}

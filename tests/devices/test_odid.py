"""Aircraft that only broadcast: whose position it is, what "unknown" looks like, and where the pilot stands."""

from __future__ import annotations

import base64
import json
import lzma
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters.odid import NAMELESS_MS
from devices.adapters.odid_messages import Said, read_messages
from devices.readings import Fix, Source, Status, Text, Undecodable
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_931_000
DRONE = Source("odid", "1581F5BKD225D00BP891")


def read(name: str) -> list[Any]:
    told = sample(f"odid/{name}")
    return adapters.decode(told.topic, told.payload, NOW)[0]


@pytest.mark.parametrize("name", ["dronescout_data", "dronescout_pack", "pack", "dronescout_xz", "dronescout_lzma"])
def test_struct_pack_and_compressed_say_the_same(name: str) -> None:
    fix, learned = read(name)
    assert (fix.source, fix.at_ms) == (DRONE, 1_793_664_930_000)
    assert (fix.lat, fix.lon) == (pytest.approx(23.19), pytest.approx(113.301))
    assert (fix.alt, fix.elevation, fix.speed, fix.heading, fix.accuracy) == (320.5, 120, 8.5, 120, 10)
    assert learned.learned["operator"] == {"lat": 23.1837, "lon": 113.2971}
    assert learned.learned["operator_id"].startswith("CHN87astrdge12k8")
    assert learned.learned["description"] == "Forest fire recon"


def test_a_position_waits_for_its_identity_and_an_aircraft_that_gives_none_is_known_by_its_radio() -> None:
    decoders, told = Decoders(), sample("odid/location")
    assert decoders.read(told.topic, told.payload, NOW) == []
    (fix,) = decoders.read(told.topic, told.payload, NOW + NAMELESS_MS) or []
    assert fix.source.external_id == "mac:rx-1"
    basic = sample("odid/basic_id")
    decoders.read(basic.topic, basic.payload, NOW)
    (fix,) = decoders.read(told.topic, told.payload, NOW) or []
    assert fix.source == DRONE


def test_two_radios_at_one_receiver_are_two_aircraft() -> None:
    told = sample("odid/dronescout_data")
    decoders = Decoders()
    decoders.read(told.topic, told.payload, NOW)
    body = json.loads(told.payload)
    body["data"]["MAC address"] = "60:60:1F:00:00:01"
    body["data"]["UASdata"] = base64.b64encode(sample("odid/location").payload).decode()
    assert decoders.read(told.topic, json.dumps(body).encode(), NOW) == []  # not the first one's position


@pytest.mark.parametrize(
    ("place", "raw", "field", "means"),
    [
        (2, 181, "heading", None), (3, 255, "speed", 63.75), (13, 0, "alt", 320.5), (19, 0, "accuracy", None),
    ],
)  # fmt: skip
def test_marks_for_unknown(place: int, raw: int, field: str, means: float | None) -> None:
    frame = bytearray(sample("odid/location").payload)
    frame[place] = raw
    if field == "heading":
        frame[1] |= 2  # 181 + 180 = 361
    said = Said()
    read_messages(bytes(frame), said)
    assert said.where is not None
    assert getattr(said.where, field) == means


def test_no_place_is_no_position_and_an_emergency_is_told_once() -> None:
    decoders, basic = Decoders(), sample("odid/basic_id")
    decoders.read(basic.topic, basic.payload, NOW)
    frame = bytearray(sample("odid/location").payload)
    nowhere = bytes(frame[:5]) + bytes(8) + bytes(frame[13:])
    assert decoders.read(basic.topic, nowhere, NOW) == []
    frame[1] = (frame[1] & 0x0F) | 0x30
    first, again = (decoders.read(basic.topic, bytes(frame), NOW + n) or [] for n in (0, 1))
    assert [type(r) for r in first] == [Fix, Text]
    assert [type(r) for r in again] == [Fix]


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Undecodable, match="过大"):
        adapters.decode("odid/x", lzma.compress(b"{" + b" " * 50_000_000), NOW)


def test_the_receiver_itself_is_a_sensor() -> None:
    (status,) = read("dronescout_status")
    assert isinstance(status, Status)
    assert (status.source.external_id, status.online) == ("sensor:ds240-000001", True)


FRAMES = [(told.topic, told.payload) for told in samples("odid")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.binary(max_size=300))
def test_garbage_is_refused_or_harmless(seed: int, noise: bytes) -> None:
    dice, decoders = random.Random(seed), Decoders()
    decoders.read("odid/rx-1", noise, NOW)
    for topic, payload in dice.sample(FRAMES, 5):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    told = sample("odid/pack")
    assert [type(r) for r in decoders.read(told.topic, told.payload, NOW) or []][:1] == [Fix]

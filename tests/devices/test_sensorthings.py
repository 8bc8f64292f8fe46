"""Observations: a number belongs to a datastream, its unit is learned, and a time without an offset is no time."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.readings import Fix, Measurement, Undecodable
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_930_500


def read(topic: str, body: Any, **more: Any) -> list[Any]:
    return adapters.decode(topic, json.dumps(body).encode(), NOW, **more)[0]


def test_what_a_datastream_measures_is_learned_once() -> None:
    decoders = Decoders()
    for name in ("datastream", "notification"):
        told = sample(f"sensorthings/{name}")
        readings = decoders.read(told.topic, told.payload, NOW)
    assert readings is not None
    (value,) = readings
    assert (value.source.external_id, value.quantity, value.value, value.unit) == ("5", "龙洞水库水位", 3.42, "m")
    assert (value.message_id, value.at_ms) == ("observation:84213", 1_793_664_930_000)


def test_an_expanded_observation_brings_its_quantity_and_an_interval_counts_from_its_end() -> None:
    told = sample("sensorthings/observation_expanded")
    (value,) = adapters.decode(told.topic, told.payload, NOW)[0]
    assert (value.quantity, value.value, value.unit, value.at_ms) == ("temp_c", 21.5, "Cel", 1_793_664_930_000)


def test_an_offset_is_counted_and_a_time_without_one_is_refused() -> None:
    (value,) = read("v1.1/Datastreams(999)/Observations", {"result": 49, "phenomenonTime": "2026-11-03T08:15:30+08:00"})
    assert isinstance(value, Measurement)
    assert (value.source.external_id, value.at_ms, value.unit) == ("999", 1_793_664_930_000, "")
    with pytest.raises(Undecodable, match="时区"):
        read("v1.1/Datastreams(999)/Observations", {"result": 49, "phenomenonTime": "2026-11-03T08:15:30"})


@pytest.mark.parametrize(
    ("topic", "body", "why"),
    [
        ("v1.1/Observations", {"result": 1}, "哪个 Datastream"),
        ("v1.1/Datastreams(5)/Observations", {"result": 1, "Datastream": {"@iot.id": 6}}, "不符"),
        ("v1.1/Datastreams(5)/Observations", {"result": "wet"}, "不是数"),
        ("v1.1/Datastreams(5)/Observations", {"result": {"type": "Point", "coordinates": [1]}}, "坐标"),
        ("v1.1/Things", {"name": "x"}, "主题应为"),
    ],
)
def test_what_cannot_be_placed_is_refused_with_a_reason(topic: str, body: Any, why: str) -> None:
    with pytest.raises(Undecodable, match=why):
        read(topic, body)


def test_a_point_is_longitude_first() -> None:
    (fix,) = read("v1.1/Datastreams('gps-1')/Observations?$select=result", {"result": {"type": "Point", "coordinates": [113.3, 23.2, 40]}})
    assert isinstance(fix, Fix)
    assert (fix.source.external_id, fix.lat, fix.lon, fix.alt) == ("gps-1", 23.2, 113.3, 40)
    assert read("v1.1/Datastreams(5)/Observations", {"result": 3}, retained=True) == []


FRAMES = [(told.topic, told.payload) for told in samples("sensorthings")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_garbage_is_refused_or_harmless(seed: int) -> None:
    dice, decoders = random.Random(seed), Decoders()
    for topic, payload in dice.sample(FRAMES, 4):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    assert decoders.read("v1.1/Datastreams(5)/Observations", b'{"result":3}', NOW)

"""Homie 5: a value is what the description says, a retained one is of unknown age, and a sleeping sensor is not lost."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import homie
from devices.adapters.known import Command
from devices.readings import Measurement, Undecodable
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_930_500


def described() -> Decoders:
    decoders, told = Decoders(), sample("homie/description")
    decoders.read(told.topic, told.payload, NOW)
    return decoders


def test_a_value_has_the_quantity_of_its_name_and_the_unit_of_the_description() -> None:
    told = sample("homie/level")
    (value,) = described().read(told.topic, told.payload, NOW) or []
    assert isinstance(value, Measurement)
    assert (value.source.external_id, value.quantity, value.value, value.unit) == ("rain-07", "water_level", 3.42, "m")


def test_words_where_a_number_should_be_are_refused_and_the_undescribed_is_passed_over() -> None:
    decoders = described()
    assert decoders.read("homie/5/rain-07/rain/level", b"wet", NOW) is None
    assert decoders.read("homie/5/rain-07/rain/else", b"3", NOW) == []


def test_a_retained_value_raises_nothing() -> None:
    assert adapters.decode("homie/5/rain-07/rain/level", b"3.4", NOW, retained=True)[0] == []


@pytest.mark.parametrize(
    ("state", "online"), [("ready", True), ("lost", False), ("disconnected", False), ("sleeping", None), ("init", None), ("", False)]
)
def test_states(state: str, online: bool | None) -> None:
    (status,) = adapters.decode("homie/5/rain-07/$state", state.encode(), NOW)[0]
    assert status.online is online


def test_another_version_is_refused_and_a_property_is_set_by_its_path() -> None:
    with pytest.raises(Undecodable, match="Homie 5"):
        adapters.decode("homie/5/x/$description", b'{"homie":"4.0"}', NOW)
    command = Command(
        external_id="siren", area="440117", terminal_kind="sensor", meta={}, kind="write", payload={"name": "horn/on", "value": True}, correlation="c"
    )  # fmt: skip
    assert homie.encode(command) == ("homie/5/siren/horn/on/set", b"true")


FRAMES = [(told.topic, told.payload) for told in samples("homie")]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_garbage_is_refused_or_harmless(seed: int) -> None:
    dice, decoders = random.Random(seed), Decoders()
    for topic, payload in dice.choices(FRAMES, k=5):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    good: list[Any] = decoders.read("homie/5/rain-07/$state", b"ready", NOW) or []
    assert [r.online for r in good] == [True]

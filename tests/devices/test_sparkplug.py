"""Edge nodes: a number stands for a name only between a birth and the first gap; who is missing something asks, but not in a loop."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion

from devices import adapters
from devices.adapters import sparkplug
from devices.adapters.known import Command
from devices.mqtt.promises import PromiseLane
from devices.readings import Fix, Measurement, Source, Status
from tests.devices.conftest import Broker, until
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_991_000
PAYLOAD, METRIC = sparkplug._M["Payload"], sparkplug._M["Metric"]
RAIN = Source("sparkplug", "Emergency/edge-01/rain-07")
DDATA = "spBv1.0/Emergency/DDATA/edge-01/rain-07"


class Host:
    """Reads like the gateway and keeps what would be sent back."""

    def __init__(self) -> None:
        self.memory: dict[Source, Any] = {}
        self.asked: list[str] = []

    def read(self, topic: str, payload: bytes, now: int = NOW) -> list[Any]:
        route = adapters.route(topic)
        readings, replies = adapters.read_frame(route.read, payload, now, False, self.memory.setdefault(route.source, route.memory))
        self.asked += [reply.topic for reply in replies]
        return readings

    def play(self, *names: str) -> list[Any]:
        said: list[Any] = []
        for name in names:
            told = sample(f"sparkplug/{name}")
            said = self.read(told.topic, told.payload)
        return said


def data(seq: int, alias: int = 11, value: float = 9.0) -> bytes:
    metric = METRIC(alias=alias, float_value=value, timestamp=NOW)
    return bytes(PAYLOAD(seq=seq, timestamp=NOW, metrics=[metric]).SerializeToString())


def values(readings: list[Any]) -> dict[str, tuple[float, str]]:
    return {m.quantity: (m.value, m.unit) for m in readings if isinstance(m, Measurement)}


def test_a_birth_names_the_numbers_that_the_data_use() -> None:
    host = Host()
    born = host.play("nbirth", "dbirth_aliases")
    assert values(born) == {"water_level": (3.42, "m"), "rain_1h": (12.6, "mm"), "smoke": (0, ""), "temp_c": (-4, "Cel")}
    assert [(r.lat, r.lon, r.source) for r in born if isinstance(r, Fix)] == [(23.19, 113.301, RAIN)]
    later = host.play("ddata_by_alias")
    assert values(later) == {"water_level": (3.61, "m"), "temp_c": (-5, "Cel")}
    assert {r.at_ms for r in later} == {1_793_664_990_000}
    assert host.asked == []


def test_after_a_gap_a_number_means_nothing_until_the_next_birth() -> None:
    host = Host()
    host.play("nbirth", "dbirth_aliases", "ddata_by_alias")
    assert host.read(DDATA, data(5)) == []  # 3 and 4 are missing
    assert host.asked == ["spBv1.0/Emergency/NCMD/edge-01"]
    named = METRIC(name=b"WaterLevel_m", float_value=4.0, timestamp=NOW)
    assert values(host.read(DDATA, PAYLOAD(seq=6, timestamp=NOW, metrics=[named]).SerializeToString())) == {"water_level": (4, "m")}
    host.play("nbirth", "dbirth_aliases")
    assert values(host.read(DDATA, data(2))) == {"water_level": (9, "m")}


def test_the_count_goes_round_and_a_repeated_message_is_no_gap() -> None:
    host = Host()
    host.play("nbirth", "dbirth_aliases")
    for seq in [*range(2, 256), 0, 1, 1, 2]:
        assert host.read(DDATA, data(seq))
    assert host.asked == []


def test_a_node_that_is_not_born_is_asked_with_a_growing_pause() -> None:
    host, asked_at = Host(), []
    for second in range(200):
        before = len(host.asked)
        host.read(DDATA, data(second % 256), NOW + second * 1000)
        if len(host.asked) > before:
            asked_at.append(second)
    assert asked_at == [0, 5, 15, 35, 75, 155]


def test_a_death_takes_the_node_and_its_devices_off_but_not_a_later_life() -> None:
    host = Host()
    gone = host.play("nbirth", "dbirth_aliases", "ndeath")
    assert [(r.source.external_id, r.online) for r in gone] == [("Emergency/edge-01", False), (RAIN.external_id, False)]
    host.play("nbirth")
    old = PAYLOAD(metrics=[METRIC(name=b"bdSeq", long_value=3)]).SerializeToString()
    assert host.read("spBv1.0/Emergency/NDEATH/edge-01", old) == []


def test_the_unit_the_maker_filled_in_wins() -> None:
    properties = {"keys": [b"engUnit"], "values": [{"string_value": "℃".encode()}]}
    metric = METRIC(name=b"Oil", double_value=5.5, properties=properties)
    assert values(Host().read(DDATA, PAYLOAD(seq=0, timestamp=NOW, metrics=[metric]).SerializeToString())) == {"oil": (5.5, "Cel")}


def test_a_rebirth_request_and_a_written_metric_are_what_another_library_encodes() -> None:
    theirs = PAYLOAD.FromString(sample("sparkplug/ncmd_rebirth").payload).metrics[0]
    route = adapters.route(DDATA)
    _, (reply,) = adapters.read_frame(route.read, data(7), NOW, False, route.memory)
    ours = PAYLOAD.FromString(reply.payload).metrics[0]
    assert (ours.name, ours.datatype, ours.boolean_value) == (theirs.name, theirs.datatype, theirs.boolean_value)
    command = Command(
        external_id="Emergency/edge-01/rain-07", area="440117", terminal_kind="sensor", meta={}, kind="write",
        payload={"name": "Outputs/Siren", "value": True}, correlation="c", now_ms=NOW,
    )  # fmt: skip
    topic, payload = sparkplug.encode(command)
    assert topic == "spBv1.0/Emergency/DCMD/edge-01/rain-07"
    assert PAYLOAD.FromString(payload).metrics[0].boolean_value is True


def test_the_state_of_the_host_is_retained_and_its_end_is_said(broker: Broker) -> None:
    host = f"centre-{uuid4().hex[:6]}"
    lane = PromiseLane(
        broker.url, host, ("up/+",), lambda *message: message[3](), lambda mid: None, session=False,
        presence=lambda: sparkplug.presence(host, NOW),
    )  # fmt: skip
    lane.start()
    until(lambda: lane.connected)
    heard: list[dict[str, Any]] = []
    watcher = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"{host}-watch")
    watcher.on_message = lambda client, userdata, message: heard.append(json.loads(message.payload))
    watcher.connect("127.0.0.1", broker.port)
    watcher.subscribe(f"spBv1.0/STATE/{host}", 1)
    watcher.loop_start()
    until(lambda: {"online": True, "timestamp": NOW} in heard)
    lane.stop()
    until(lambda: {"online": False, "timestamp": NOW} in heard)
    watcher.loop_stop()


FRAMES = [(told.topic, told.payload) for told in samples("sparkplug")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_garbage_is_refused_or_harmless(seed: int) -> None:
    dice, decoders = random.Random(seed), Decoders()
    for topic, payload in dice.choices(FRAMES, k=6):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    told = sample("sparkplug/nbirth")
    good = decoders.read(told.topic, told.payload, NOW) or []
    assert [r.online for r in good if isinstance(r, Status)] == [True]

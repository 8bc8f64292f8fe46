"""Mesh radios: who speaks is in the packet, one packet heard twice is one, kilometres an hour, and keys that fit."""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import meshtastic
from devices.adapters.known import Command, Facts, Unsupported
from devices.adapters.meshtastic_keys import PUBLIC_KEY, channel_hash, channel_keys, crypt, node_number
from devices.adapters.meshtastic_messages import M
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Fix, Measurement, Sos, Source, Status, Text, Undecodable
from devices.tracking import Entry
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_762_146_931_000
TOPIC = "msh/CN/2/e/LongFast/!7efeee00"
NODE = Source("meshtastic", "!7efeee00")


def packet(port: int, payload: bytes, *, key: bytes | None = None, channel: str = "LongFast", number: int = 77, **given: Any) -> bytes:
    data = M["Data"](portnum=port, payload=payload)
    made = M["MeshPacket"](sender=0x7EFEEE00, to=0xFFFFFFFF, id=number, rx_time=NOW // 1000, **given)
    if key is None:
        made.decoded.CopyFrom(data)
    else:
        made.encrypted, made.channel = crypt(key, number, 0x7EFEEE00, data.SerializeToString()), channel_hash(channel, key)
    return M["ServiceEnvelope"](packet=made, channel_id=channel.encode(), gateway_id=b"!7efeee00").SerializeToString()


def position(**fields: int) -> bytes:
    return M["Position"](**({"latitude_i": 231_837_000, "longitude_i": 1_132_971_000} | fields)).SerializeToString()


def read(payload: bytes, topic: str = TOPIC) -> list[Any]:
    return adapters.decode(topic, payload, NOW)[0]


@pytest.mark.parametrize("name", ["e_position", "e_position_encrypted_defaultkey"])
def test_a_position_in_the_clear_and_under_the_public_key_says_the_same(name: str) -> None:
    fix, learned = read(sample(f"meshtastic/{name}").payload)
    assert (fix.source, fix.at_ms, fix.lat, fix.lon, fix.alt) == (NODE, 1_762_146_930_000, 23.1837, 113.2971, 126)
    assert fix.speed == pytest.approx(1 / 3.6)  # km/h, whatever the comment beside the field says
    assert fix.heading == pytest.approx(90)
    assert fix.accuracy is None
    assert learned.learned == {"kind": "radio", "mesh": "msh/CN/2/e/LongFast"}


def test_json_of_old_firmware_says_the_same_also_with_signed_numbers() -> None:
    told = sample("meshtastic/json_position")
    fix = read(told.payload, told.topic)[0]
    assert (fix.source, fix.lat, fix.lon) == (NODE, 23.1837, 113.2971)
    signed = told.payload.replace(b'"from": 2130636288', b'"from": -16777216').replace(b'"id": 452664778', b'"id": -5')
    assert read(signed, told.topic)[0].source.external_id == "!ff000000"


def test_a_blurred_position_is_a_circle() -> None:
    (fix, _) = read(packet(3, position(precision_bits=13)))
    assert fix.accuracy == pytest.approx(2918, abs=2)
    (fix, _) = read(packet(3, position(precision_bits=32, gps_accuracy=3000, HDOP=150)))
    assert fix.accuracy == pytest.approx(4.5)


def test_a_node_without_a_fix_is_alive_and_has_no_position() -> None:
    (status, _) = read(packet(3, M["Position"](time=5).SerializeToString()))
    assert isinstance(status, Status)
    assert status.held


def test_a_packet_heard_by_two_gateways_is_one_and_a_promise_passes() -> None:
    decoders = Decoders()
    other = "msh/CN/Guangdong/2/e/LongFast/!aaaa0001"
    first = decoders.read(TOPIC, packet(3, position()), NOW)
    assert first is not None
    assert [type(r) for r in first] == [Fix, Status]
    assert decoders.read(other, packet(3, position()), NOW + 500) == []
    sos = packet(11, b"\x07SOS", number=78)
    assert [r.message_id for r in decoders.read(TOPIC, sos, NOW) or [] if isinstance(r, Sos)] == ["sos:78"]
    assert [r.message_id for r in decoders.read(other, sos, NOW) or []] == ["sos:78"]  # the inbox has that key once


def test_telemetry_is_split_between_the_node_and_what_hangs_on_it() -> None:
    status = read(sample("meshtastic/e_telemetry_device").payload)[0]
    assert (status.battery, status.source) == (85, NODE)
    mains = M["Telemetry"](device_metrics=M["DeviceMetrics"](battery_level=101)).SerializeToString()
    assert read(packet(67, mains))[0].battery == 100
    values = {
        m.quantity: (m.value, m.unit) for m in read(sample("meshtastic/e_telemetry_environment").payload) if isinstance(m, Measurement)
    }
    assert values == {
        "temp_c": (23.56, "Cel"), "rh": (65.43, "%"), "pressure": (1013.27, "hPa"), "distance": (150.29, "mm"), "wind_deg": (180, "deg"),
        "wind_ms": (5.52, "m/s"), "rain_1h": (2.57, "mm"), "rain_24h": (15.89, "mm"),
    }  # fmt: skip


def test_words_alerts_and_places() -> None:
    (text, _) = read(sample("meshtastic/e_text_encrypted_defaultkey").payload)
    assert (text.text, text.message_id) == ("发现烟点，请求支援", "text:452664783")
    (sos, _) = read(sample("meshtastic/e_alert").payload)
    assert (sos.active, sos.text) == (True, "求救")
    (place, _) = read(sample("meshtastic/e_waypoint").payload)
    assert isinstance(place, Text)
    assert place.text == "标点 集结点A 23.18370,113.29710 直升机起降点"
    (named, _) = read(sample("meshtastic/e_nodeinfo").payload)
    assert named.learned["name"] == "森林消防一队-03"


def test_a_channel_of_its_own_needs_its_own_key() -> None:
    key = bytes(range(32))
    frame = packet(1, "水".encode(), key=key, channel="消防一")
    topic = TOPIC.replace("LongFast", "消防一")
    with pytest.raises(Undecodable, match="未登记密钥"):
        read(frame, topic)
    facts = Facts(mesh_keys=channel_keys("消防一=" + base64.b64encode(key).decode()))
    assert [r.text for r in Decoders(facts).read(topic, frame, NOW) or [] if isinstance(r, Text)] == ["水"]
    wrong = Decoders(Facts(mesh_keys={"消防一": bytes(32)}))
    assert wrong.read(topic, packet(3, position(), key=key, channel="消防一"), NOW) is None


@pytest.mark.parametrize("text", ["消防一", "=AQ==", "消防一=中", "消防一=AAAA"])
def test_a_key_that_is_none_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="MESHTASTIC_KEYS"):
        channel_keys(text)


def test_keys_as_the_app_shows_them() -> None:
    assert channel_keys("LongFast=AQ==, 二=Ag==,三=AA==") == {"LongFast": PUBLIC_KEY, "二": PUBLIC_KEY[:-1] + b"\x02", "三": b""}
    assert (node_number("!ecc00001"), node_number("")) == (0xECC00001, 0)


def test_a_text_down_is_what_a_radio_of_that_channel_can_open_and_the_same_again_is_the_same_packet() -> None:
    facts = Facts(mesh_keys={"LongFast": PUBLIC_KEY}, mesh_node=0xECC00001)
    command = Command(
        external_id="!7efeee00", area="440117", terminal_kind="radio", meta={"mesh": "msh/CN/2/e/LongFast"}, kind="text",
        payload={"text": "撤离"}, correlation="c-1", facts=facts,
    )  # fmt: skip
    topic, payload = meshtastic.encode(command)
    assert meshtastic.encode(command) == (topic, payload)
    assert topic == "msh/CN/2/e/LongFast/!ecc00001"
    envelope = M["ServiceEnvelope"].FromString(payload)
    assert (envelope.packet.to, envelope.packet.channel) == (0x7EFEEE00, 8)
    (text, _) = read(payload, topic)
    assert (text.text, text.source.external_id) == ("撤离", "!ecc00001")
    assert Decoders(facts).read(topic, payload, NOW) == []  # our own echo
    with pytest.raises(Unsupported, match="尚未听到"):
        meshtastic.encode(Command(**({f: getattr(command, f) for f in command.__struct_fields__} | {"meta": {}})))


def test_both_gateways_move_the_marker_once() -> None:
    line = Pipeline(PictureTable(0, 1), lambda: NOW)
    line.learn([Entry(NODE, 1, 101, 440117, 5, False)], Facts())
    for gateway in ("!7efeee00", "!aaaa0001"):
        received = line.receive(f"msh/CN/2/e/LongFast/{gateway}".encode(), packet(3, position()), False)
        assert received is not None
        line.apply(b"msh", b"", received[0])
    assert line.tracks[101].last_ms == NOW // 1000 * 1000
    assert len(line.history) == 1


FRAMES = [(told.topic, told.payload) for told in samples("meshtastic")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.binary(max_size=120), max_size=3))
def test_garbage_is_refused_or_harmless(seed: int, noise: list[bytes]) -> None:
    dice, decoders = random.Random(seed), Decoders()
    for topic, payload in dice.sample(FRAMES, 4):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    for port, payload in enumerate(noise, 1):
        decoders.read(TOPIC, packet((1, 3, 4, 8, 67, 73)[port], payload, number=port), NOW)
    good = decoders.read(TOPIC, packet(3, position(), number=2**31), NOW)
    assert good is not None
    assert isinstance(good[0], Fix)

"""The lean MQTT parser gives the same messages however the bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.mqtt import wire

messages = st.lists(
    st.tuples(st.binary(min_size=1, max_size=30), st.binary(max_size=400), st.booleans(), st.sampled_from([0, 1])), min_size=1, max_size=12
)


class Heard:
    def __init__(self) -> None:
        self.messages: list[tuple[bytes, bytes, bool, int]] = []
        self.others: list[tuple[int, bytes]] = []
        self.bad: list[tuple[str, bytes]] = []
        self.parser = wire.Parser(
            lambda *message: self.messages.append(message),
            lambda kind, body: self.others.append((kind, body)),
            lambda *bad: self.bad.append(bad),
        )


def cut(data: bytes, at: list[int]) -> list[bytes]:
    places = sorted({place % (len(data) + 1) for place in at})
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@settings(max_examples=300, deadline=None)
@given(sent=messages, at=st.lists(st.integers(0, 10_000), max_size=40))
def test_any_fragmentation_gives_the_same_messages(sent: list[tuple[bytes, bytes, bool, int]], at: list[int]) -> None:
    data = b"".join(wire.publish(topic, payload, qos=qos, mid=n + 1, retain=retain) for n, (topic, payload, retain, qos) in enumerate(sent))
    heard = Heard()
    for chunk in cut(data, at):
        heard.parser.feed(chunk)
    assert heard.messages == [(topic, payload, retain, (n + 1) * qos) for n, (topic, payload, retain, qos) in enumerate(sent)]
    assert not heard.bad


@settings(max_examples=200, deadline=None)
@given(chunks=st.lists(st.binary(max_size=200), max_size=20))
def test_noise_is_never_more_than_desynced(chunks: list[bytes]) -> None:
    heard = Heard()
    try:
        for chunk in chunks:
            heard.parser.feed(chunk)
    except wire.Desynced:
        pass


@pytest.mark.parametrize("size", [0, 1, 127, 128, 16_383, 16_384, 100_000])
def test_every_length_of_the_length_field(size: int) -> None:
    heard = Heard()
    heard.parser.feed(wire.publish("t", b"x" * size))
    assert [len(payload) for _, payload, _, _ in heard.messages] == [size]


def test_a_giant_is_skipped_and_the_next_message_read() -> None:
    heard = Heard()
    data = wire.publish("t", b"x" * (wire.MAX_PACKET + 5)) + wire.publish("t", b"next")
    for chunk in cut(data, list(range(0, len(data), 60_000))):
        heard.parser.feed(chunk)
    assert [payload for _, payload, _, _ in heard.messages] == [b"next"]
    assert len(heard.bad) == 1


@pytest.mark.parametrize("packet", [b"\x30\x00", b"\x30\x01\x00", b"\x30\x02\x00\x09", b"\x32\x04\x00\x02ab", b"\x32\x03\x00\x01a"])
def test_a_crippled_packet_is_reported_and_the_next_read(packet: bytes) -> None:
    heard = Heard()
    heard.parser.feed(packet + wire.publish("t", b"next"))
    assert [payload for _, payload, _, _ in heard.messages] == [b"next"]
    assert len(heard.bad) == 1


def test_an_endless_length_needs_a_new_connection() -> None:
    with pytest.raises(wire.Desynced):
        Heard().parser.feed(b"\x30\xff\xff\xff\xff\xff")


def test_answers_are_told_apart() -> None:
    heard = Heard()
    heard.parser.feed(b"\x20\x02\x00\x00" + b"\x90\x03\x00\x01\x80" + b"\xd0\x00" + wire.puback(7))
    assert heard.others == [(wire.CONNACK, b"\x00\x00"), (wire.SUBACK, b"\x00\x01\x80"), (wire.PINGRESP, b""), (wire.PUBACK, b"\x00\x07")]


def test_an_address_is_read_with_user_password_and_tls() -> None:
    assert wire.address_of("mqtt://u:p%40ss@h:18") == wire.Address("h", 18, "u", "p@ss", False)
    assert wire.address_of("mqtts://h") == wire.Address("h", 8883, None, None, True)


@pytest.mark.parametrize("url", ["", "h:1883", "http://h", "mqtt://"])
def test_a_bad_address_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="MQTT_URL"):
        wire.address_of(url)

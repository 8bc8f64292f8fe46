"""Whatever arrives, a decoder answers with readings or with Undecodable; the next good frame is read; markers never go backwards."""

from __future__ import annotations

import contextlib
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Source, Undecodable
from devices.tracking import Entry

AT = 1_793_664_930_000
TOPICS = [
    "ecc/v1/440117/radio/R1/pos",
    "ecc/v1/440117/radio/R1/status",
    "ecc/v1/440117/radio/R1/sos",
    "ecc/v1/440117/radio/R1/ack",
    "ecc/v1/440117/radio/R1/hotspot",
    "ecc/v1/440117/radio/R1/measure",
    "owntracks/f1/phone",
    "owntracks/f1/phone/event",
    "owntracks/f1/phone/info",
    "sys/product/SN1/status",
    "thing/product/SN1/osd",
    "thing/product/SN1/state",
    "thing/product/SN1/events",
    "thing/product/SN1/requests",
    "thing/product/SN1/services_reply",
]
KEYS = [
    "lat",
    "lon",
    "at",
    "n",
    "tst",
    "_type",
    "method",
    "data",
    "gateway",
    "need_reply",
    "list",
    "code",
    "level",
    "result",
    "order",
    "kind",
    "active",
    "mid",
    "id",
    "text",
    "sub_devices",
    "sn",
    "domain",
    "type",
    "latitude",
    "longitude",
    "height",
    "position_state",
    "is_fixed",
    "battery",
    "capacity_percent",
    "cameras",
    "ir_metering_mode",
    "ir_metering_area",
    "max_temperature_point",
    "temperature",
    "53-0-0",
    "measure_target_error_state",
    "measure_target_latitude",
    "measure_target_longitude",
    "live_capacity",
    "device_list",
    "camera_list",
    "video_list",
    "sub_device",
    "device_sn",
    "device_online_status",
    "timestamp",
    "devices",
    "wireless_link",
    "sdr_quality",
]
WORDS = ["location", "lwt", "transition", "card", "hms", "update_topo", "config", "airport_bind_status", "accepted", "read"]

numbers = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0, 1, 2, 3, 32767, 10**400, -(10**30)])
)
leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=8), st.sampled_from(WORDS))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=6)
    ),
    max_leaves=25,
)
payloads = st.one_of(st.binary(max_size=300), values.map(lambda value: json.dumps(value).encode()))


@settings(max_examples=400, deadline=None)
@given(topic=st.one_of(st.sampled_from(TOPICS), st.text(max_size=60)), payload=payloads)
def test_a_decoder_never_raises_anything_but_undecodable(topic: str, payload: bytes) -> None:
    with contextlib.suppress(Undecodable):
        readings, replies = adapters.decode(topic, payload, AT)
        assert isinstance(readings, list)
        assert all(isinstance(reply.payload, bytes) for reply in replies)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    "payload", [b"[" * 100_000, b'{"a":' * 50_000, b'{"data":{"latitude":1e999}}', b"1" * 5000, b"\xff\xfe", b"null", b'"x"']
)
def test_hostile_json_is_refused_or_harmless(topic: str, payload: bytes) -> None:
    with contextlib.suppress(Undecodable):
        adapters.decode(topic, payload, AT)


class Line:
    """A pipeline with one radio, one drone and a clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = AT
        self.line = Pipeline(PictureTable(0, 1), lambda: self.now)
        self.line.learn(
            [Entry(Source("radio", "R1"), 1, 101, 440117, 5, False), Entry(Source("dji", "SN1"), 2, 102, 440117, 3, False)],
            adapters.Facts(),
        )

    def take(self, topic: str, body: Any) -> None:
        self.line.take(topic.encode(), body if isinstance(body, bytes) else json.dumps(body).encode())


@settings(max_examples=300, deadline=None)
@given(bad=st.lists(st.tuples(st.sampled_from(TOPICS), payloads), max_size=5))
def test_the_next_good_frame_is_processed(bad: list[tuple[str, bytes]]) -> None:
    line = Line()
    for topic, payload in bad:
        line.take(topic, payload)
    line.now += 3_600_000
    at = line.now
    line.take("ecc/v1/440117/radio/R1/pos", {"at": at, "n": 1, "lat": 23.5, "lon": 113.5})
    track = line.line.tracks[101]
    # An earlier invented frame may itself have been a good one, at most 30 s ahead of the old clock
    assert track.last_ms == at


fix_times = st.lists(st.tuples(st.integers(-90_000_000, 60_000), st.integers(0, 5)), min_size=1, max_size=30)


@settings(max_examples=300, deadline=None)
@given(times=fix_times, seed=st.integers(0, 1000))
def test_markers_never_go_backwards_whatever_the_order(times: list[tuple[int, int]], seed: int) -> None:
    line = Line()
    random.Random(seed).shuffle(times)
    last = (-1, -1)
    for offset, counter in times:
        line.take("ecc/v1/440117/radio/R1/pos", {"at": AT + offset, "n": counter, "lat": 23.0 + counter / 100, "lon": 113.5})
        track = line.line.tracks[101]
        if track.last_ms >= 0:
            now = (track.last_ms, track.counter or 0)
            assert now >= last
            last = now
    believable = [(AT + offset, counter) for offset, counter in times if -86_400_000 <= offset <= 30_000]
    assert last == (max(believable) if believable else (-1, -1))

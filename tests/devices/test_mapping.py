"""A vendor nobody wrote code for: rows say where what stands; what is wrong with a row, or was not found, is named."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion

from devices import adapters
from devices.adapters import mapped
from devices.adapters.known import Facts
from devices.adapters.mapped_rows import Field, Mapping, Wrong, matches, ready
from devices.inbox.storing import letter_of, unmade
from devices.mapping.models import MappingRow, ready_rows
from devices.mqtt.promises import PromiseLane
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Fix, Measurement, Sos, Source, Status, Undecodable
from devices.registry import RegistryReader
from tests.devices.conftest import Broker, until
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_930_500
ROW = Mapping(
    name="某厂水位计",
    topic_filter="vendor/+/up/#",
    identity="2",
    time_path="$.t",
    time_format="%Y-%m-%d %H:%M:%S",
    datum="gcj02",
    fields=(
        Field("fix.lat", "$.gps.y", factor=1e-6),
        Field("fix.lon", "$.gps.x", factor=1e-6),
        Field("fix.speed", "$.gps.kmh", factor=1 / 3.6),
        Field("measure.water_level", "$.data[?@.k=='wl'].v", factor=0.01, unit="m"),
        Field("measure.smoke", "$.alarm", equals=["FIRE", 1]),
        Field("sos.active", "$.key", equals=["SOS"]),
        Field("sos.text", "$.words"),
        Field("status.battery", "$.bat"),
        Field("name", "$.name"),
    ),
)
FRAME = {
    "t": "2026-11-03 08:15:30", "gps": {"x": 113_302_000, "y": 23_188_000, "kmh": 36}, "data": [{"k": "t", "v": 20}, {"k": "wl", "v": 342}],
    "alarm": "FIRE", "key": "SOS", "words": "救命", "bat": "83", "name": "西涌桥",
}  # fmt: skip


def facts(*rows: Mapping) -> Facts:
    return Facts(mapped=mapped.made_ready(rows, adapters.OWNED_ROOTS))


def read(row: Mapping, body: Any, topic: str = "vendor/WL-7/up") -> list[Any]:
    route = adapters.route(topic, facts(row))
    return adapters.read_frame(route.read, json.dumps(body).encode(), NOW, False, route.memory)[0]


def test_a_row_turns_a_foreign_frame_into_readings() -> None:
    sos, fix, level, smoke, status = read(ROW, FRAME)
    assert isinstance(sos, Sos)
    assert isinstance(fix, Fix)
    assert fix.source == Source("mapped", "WL-7")
    assert fix.at_ms == 1_793_664_930_000  # eight hours ahead of UTC
    assert fix.speed == pytest.approx(10)
    assert (fix.lat, fix.lon) == (pytest.approx(23.188, abs=0.01), pytest.approx(113.302, abs=0.01))
    assert abs(fix.lat - 23.188) > 0.001  # moved by the Chinese map's shift
    assert (sos.lat, sos.text, sos.active) == (fix.lat, "救命", True)
    assert [(m.quantity, m.value, m.unit) for m in (level, smoke)] == [("water_level", pytest.approx(3.42), "m"), ("smoke", 1, "")]
    assert (status.battery, status.learned) == (83, {"name": "西涌桥"})


def test_nobody_pressing_is_no_release() -> None:
    assert not any(isinstance(r, Sos) for r in read(ROW, FRAME | {"key": "none"}))


def test_many_devices_in_one_frame_each_by_its_own_number() -> None:
    row = Mapping(
        name="平台", topic_filter="platform/all", identity="$.id", each="$.rows[*]", time_path="ts", time_format="s",
        fields=(Field("measure.rain_1h", "r", unit="mm"),),
    )  # fmt: skip
    said = read(row, {"rows": [{"id": 7, "r": 1.5, "ts": NOW // 1000}, {"id": "B", "r": 0}]}, "platform/all")
    assert [(m.source.external_id, m.value) for m in said if isinstance(m, Measurement)] == [("7", 1.5), ("B", 0)]
    (letter,) = [letter_of("platform/all", b"{}", said, None)]
    assert letter is not None
    assert (letter.made, unmade(letter.payload)) == (True, said)  # whoever works it off has no rows


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"topic_filter": "#"}, "topic_filter"), ({"topic_filter": "ecc/v1/+"}, "topic_filter"), ({"topic_filter": "a/#/b"}, "topic_filter"),
        ({"identity": "9"}, "identity"), ({"identity": "$.a["}, "identity"), ({"fields": ()}, "fields"), ({"datum": "mars"}, "datum"),
        ({"fields": (Field("fix.lat", "$.a"),)}, "fields"), ({"fields": (Field("fix.up", "$.a"),)}, "fields[0]"),
        ({"fields": (Field("measure.a", "$.[["),)}, "fields[0]"), ({"time_format": "noon"}, "time_format"), ({"each": "$.["}, "each"),
        ({"fields": (Field("measure.a", "$.a", factor=0),)}, "fields[0]"), ({"utc_offset_h": 99.0}, "utc_offset_h"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_named(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Wrong) as wrong:
        ready(Mapping(**({name: getattr(ROW, name) for name in ROW.__struct_fields__} | change)), adapters.OWNED_ROOTS)
    assert where in [fault.where for fault in wrong.value.faults]


@pytest.mark.parametrize(
    ("filters", "topic", "fits"),
    [
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/+/c", "a/b/d", False),
        ("a/b", "a/b", True),
    ],
)
def test_filters_fit_as_brokers_fit_them(filters: str, topic: str, fits: bool) -> None:
    assert matches(tuple(filters.split("/")), topic.split("/")) is fits


def test_a_frame_in_which_nothing_was_found_is_refused_and_so_is_one_without_a_number() -> None:
    with pytest.raises(Undecodable, match="一个值也没有"):
        read(ROW, {"x": 1})
    with pytest.raises(Undecodable, match="没有设备编号"):
        read(Mapping(name="x", topic_filter="v/x", identity="$.id", fields=(Field("measure.a", "$.a"),)), {"a": 1}, "v/x")


def test_a_place_off_the_earth_is_none_and_a_bad_time_is_the_receipt() -> None:
    said = read(ROW, FRAME | {"gps": {"x": 113_302_000_0, "y": 1}, "t": "noon"})
    assert not any(isinstance(r, Fix) for r in said)
    assert {r.at_ms for r in said} == {None}


def test_the_pipeline_forgets_topics_when_the_rows_change() -> None:
    line = Pipeline(PictureTable(0, 1), lambda: NOW)
    line.learn([], facts(ROW))
    assert line.receive(b"vendor/WL-7/up", json.dumps(FRAME).encode(), False)
    line.learn([], facts())
    assert line.receive(b"vendor/WL-7/up", json.dumps(FRAME).encode(), False) is None


def test_the_lane_subscribes_to_new_filters_while_it_runs_and_lets_go_of_old_ones(broker: Broker) -> None:
    heard: list[bytes] = []

    def take(topic: bytes, payload: bytes, retained: bool, done: Any) -> None:
        heard.append(topic)
        done()

    lane = PromiseLane(broker.url, f"lane-{uuid4().hex[:8]}", ("up/+",), take, lambda mid: None, session=False)
    lane.start()
    until(lambda: lane.connected)
    sender = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"send-{uuid4().hex[:8]}")
    sender.connect("127.0.0.1", broker.port)
    sender.loop_start()

    def said(topic: str) -> bool:
        sender.publish(topic, b"{}", qos=1).wait_for_publish(5)
        return topic.encode() in heard

    lane.hear(("vendor/+/up",))
    until(lambda: said("vendor/1/up"))
    lane.hear(("other/#",))
    until(lambda: said("other/1"))
    heard.clear()
    sender.publish("vendor/1/up", b"{}", qos=1).wait_for_publish(5)
    until(lambda: said("other/2"))
    assert b"vendor/1/up" not in heard
    assert lane.sick() is None
    sender.loop_stop()
    lane.stop()


TOLD = {
    "name": "某厂水位计", "topic_filter": "vendor/+/up", "identity": "2", "time_path": "$.t", "time_format": "s",
    "fields": [{"field": "measure.water_level", "path": "$.wl", "factor": 0.01, "unit": "m"}, {"field": "status.battery", "path": "$.bat"}],
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_saved_row_reaches_the_gateway_s_facts_and_a_removed_one_leaves_them(as_user: Any, people: Any, city: None) -> None:
    client, reader = as_user(people.chen), RegistryReader()
    assert reader.read().facts is not None
    answer = client.send("/api/devices/mappings", TOLD | {"source": "厂家文档 2.1"})
    assert answer.status_code == 200, answer.content
    learned = reader.read().facts
    assert learned is not None
    assert mapped.filters(learned.mapped) == ("vendor/+/up",)
    row = MappingRow.objects.get()
    assert (row.source, bool(row.changed_by)) == ("厂家文档 2.1", True)
    changed = client.send("/api/devices/mappings", TOLD | {"id": row.pk, "active": False, "source": "停用"})
    assert changed.json()["active"] is False
    assert ready_rows() == ()
    assert client.send(f"/api/devices/mappings/{row.pk}/remove", {}).status_code == 200
    assert client.get("/api/devices/mappings").json() == []


@pytest.mark.django_db
def test_a_wrong_row_is_refused_by_field_and_a_try_out_names_what_it_did_not_find(as_user: Any, people: Any, city: None) -> None:
    client = as_user(people.chen)
    wrong = client.send("/api/devices/mappings", TOLD | {"topic_filter": "ecc/v1/+", "identity": "$.[", "source": "x"})
    assert (wrong.status_code, set(wrong.json()["where"])) == (422, {"topic_filter", "identity"})
    tried = client.send(
        "/api/devices/mappings/try", {"mapping": TOLD, "topic": "vendor/7/up", "payload": '{"t": 1793664930, "wl": 342}'}
    ).json()
    assert [(r["reading"], r["device"], r["value"]) for r in tried["readings"]] == [("Measurement", "7", pytest.approx(3.42))]
    assert tried["faults"] == [{"where": "status.battery", "why": "$.bat 没有找到"}]
    broken = client.send("/api/devices/mappings/try", {"mapping": TOLD, "topic": "vendor/7/up", "payload": "{"}).json()
    assert [fault["where"] for fault in broken["faults"]] == ["payload"]
    assert MappingRow.objects.count() == 0


@pytest.mark.django_db
def test_the_admin_shows_what_is_wrong_and_writes_down_who_changed_a_row(people: Any, city: None) -> None:
    boss = people.admin
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client = Client()
    client.force_login(boss)
    address = "/admin/mapping/mappingrow/add/"
    assert client.get(address).status_code == 200
    given = {name: TOLD.get(name, "") for name in ("name", "topic_filter", "identity", "each", "time_path", "time_format")}
    given |= {
        "kind": "sensor",
        "datum": "wgs84",
        "utc_offset_h": "8",
        "active": "on",
        "source": "厂家",
        "fields": json.dumps(TOLD["fields"]),
    }
    refused = client.post(address, given | {"topic_filter": "ecc/#"})
    assert refused.status_code == 200
    assert "已由内置适配器使用" in refused.content.decode()
    assert client.post(address, given).status_code == 302
    assert MappingRow.objects.get().changed_by == f"user:{boss.pk}"


def test_a_vendor_that_begins_its_topics_with_a_slash() -> None:
    row = Mapping(name="x", topic_filter="/sys/+/up", identity="3", fields=(Field("measure.a", "$.a"),))
    (value,) = read(row, {"a": 1}, "/sys/D1/up")
    assert value.source.external_id == "D1"


PAYLOADS = [json.dumps(FRAME).encode(), json.dumps([FRAME, FRAME]).encode()]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["gps", "x", "y", "t", "data", "k", "v", "bat"]), x, max_size=4), max_leaves=12))  # fmt: skip
def test_garbage_is_refused_or_harmless(seed: int, body: Any) -> None:
    dice, decoders = random.Random(seed), Decoders(facts(ROW))
    decoders.read("vendor/A/up", json.dumps(body).encode(), NOW)
    decoders.read("vendor/A/up", mutated(dice.choice(PAYLOADS), PAYLOADS, dice), NOW)
    good = decoders.read("vendor/A/up", PAYLOADS[0], NOW) or []
    assert [type(r) for r in good] == [Sos, Fix, Measurement, Measurement, Status]

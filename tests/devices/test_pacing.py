"""How much of one device is taken: positions are dropped before anything else, whatever comes, and nothing that somebody waits for ever is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devices import adapters
from devices.inbox.storing import letter_of
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Source, Text
from devices.tracking import Entry
from devices.wire.pacing import HOUR_MS, Bucket, Pacing
from dispatch.alarms.from_devices import take_storm
from dispatch.alarms.models import Alarm

from .conftest import make_radio  # type: ignore[import-not-found]

START = 1_793_664_935_000
RULES = {"wire.fix_rate": 10, "wire.fix_burst": 100, "wire.storm_drops": 50, "wire.storm_promises": 30}
ENTRIES = [
    Entry(Source("radio", "R1"), 1, 101, 440117, 5, False),
    Entry(Source("radio", "R2"), 2, 102, 440117, 5, False),
    Entry(Source("osmand", "652"), 3, 103, 440117, 6, False),
    Entry(Source("jt808", "13800138000"), 4, 104, 440117, 2, False),
]


class Wire:
    """Both lanes into one pipeline, as the gateway leads them; what the inbox would store."""

    def __init__(self, rules: dict[str, Any] = RULES) -> None:
        self.now = START
        self.line = Pipeline(PictureTable(0, 7), lambda: self.now)
        self.line.learn(ENTRIES, adapters.Facts())
        self.line.obey(rules)
        self.made: list[Any] = []
        self.stored: list[Any] = []
        self.line.on_promise = self.made.append
        self.n = 0

    def position(self, ident: str = "R1") -> None:
        self.n += 1
        said = {"at": self.now, "n": self.n, "lat": 23.5 + self.n * 1e-4 % 0.5, "lon": 113.5}
        self.line.take(f"ecc/v1/440117/radio/{ident}/pos".encode(), json.dumps(said).encode(), False, self.now)

    def promise(self, topic: str, payload: bytes) -> None:
        found = self.line.receive(topic.encode(), payload, False)
        assert found is not None
        letter = letter_of(topic, payload, found[0], 1)
        self.stored += [letter] if letter else []
        self.line.apply(topic.encode(), payload, found[0])

    def at(self, subject: int) -> Any:
        return self.line.latest[subject][1]

    def dropped(self) -> int:
        return sum(row.count for (_, why), row in self.line.strangers.refused.items() if "过于频繁" in why)


@given(
    rate=st.integers(1, 20), burst=st.integers(1, 50),
    steps=st.lists(st.tuples(st.sampled_from("pppppppsamto"), st.integers(0, 400)), min_size=1, max_size=120),
)  # fmt: skip
def test_whatever_the_storm_no_promise_is_dropped_and_no_more_positions_taken_than_the_rule_allows(
    rate: int, burst: int, steps: list[tuple[str, int]]
) -> None:
    wire = Wire(RULES | {"wire.fix_rate": rate, "wire.fix_burst": burst})
    sent = 0
    base = "ecc/v1/440117/radio/R1"
    for step, (kind, wait) in enumerate(steps):
        wire.now += wait
        match kind:
            case "p":
                wire.position()
                continue
            case "s":
                wire.promise(f"{base}/sos", json.dumps({"mid": f"m{step}", "lat": 23.5, "lon": 113.5}).encode())
            case "a":
                wire.promise(f"{base}/ack", json.dumps({"order": 7, "kind": "accepted", "mid": f"m{step}"}).encode())
            case "m":
                wire.promise(f"{base}/measure", json.dumps({"mid": f"m{step}", "values": {"rain_1h": {"v": 1, "u": "mm"}}}).encode())
            case "t":
                wire.promise(
                    "owntracks/x/y/event",
                    json.dumps({"_type": "transition", "event": "enter", "tst": wire.now // 1000 + step, "desc": "x"}).encode(),
                )
            case "o":  # a position and a call for help in one frame
                wire.promise("osmand/652", f"id=652&lat=23.{step:04d}&lon=113.5&alarm=sos&timestamp={wire.now + step}".encode())
        sent += 1
    assert len(wire.stored) == sent
    taken = wire.n - wire.dropped()
    assert taken <= 2 * burst + rate * (wire.now - START) / 1000 + 1
    assert taken >= min(wire.n, burst)


def test_an_sos_inside_a_frame_of_positions_is_heard_although_the_position_is_not_taken() -> None:
    wire = Wire(RULES | {"wire.fix_burst": 1})
    for second in range(5):
        wire.promise("osmand/652", f"id=652&lat=23.{second}&lon=113.5&timestamp={START + second}".encode())
    wire.promise("osmand/652", f"id=652&lat=23.9&lon=113.5&alarm=sos&timestamp={START + 9}".encode())
    assert len(wire.stored) == 1 and wire.line.tracks[103].flags, "stored, and shown at the marker"
    assert wire.at(103).lat == 23.1, "twice the burst at once, then no more"


def test_a_backlog_fits_and_a_storm_costs_only_its_own_device() -> None:
    wire = Wire()
    for _ in range(100):
        wire.position()
    assert wire.dropped() == 0, "a hundred at once is a radio back from a tunnel"
    for _ in range(5000):
        wire.position()
    wire.position("R2")
    assert wire.dropped() == 4900 and wire.at(102).lat > 0
    assert [(text.topic, text.source.external_id) for text in wire.made] == [("storm", "R1")], "told once"
    assert wire.line.routes[b"ecc/v1/440117/radio/R1/pos"].read.spares, "no longer read before it is looked at"
    wire.now += 1000
    said = wire.n
    for _ in range(50):
        wire.position()
    assert wire.at(101).counter == said + 10, "ten more after a second"


def test_a_flood_of_calls_is_told_and_every_one_of_them_kept() -> None:
    wire = Wire()
    for n in range(200):
        wire.promise("ecc/v1/440117/radio/R1/sos", json.dumps({"mid": f"m{n}"}).encode())
    assert len(wire.stored) == 200 and len(wire.made) == 1 and "求救" in wire.made[0].text


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=200))
def test_a_bucket_gives_what_the_rate_says_and_never_runs_over(waits: list[int]) -> None:
    pacing, bucket, now, taken = Pacing(RULES), Bucket(100), START, 0
    for wait in waits:
        now += wait
        if bucket.left >= 1 or pacing.fill(bucket, now):
            bucket.left -= 1
            taken += 1
        assert 0 <= bucket.left <= 100
    assert taken <= 200 + 10 * sum(waits) / 1000 + 1


def test_without_rows_nothing_is_dropped_and_a_new_row_holds_at_once() -> None:
    wire = Wire({"wire.fix_rate": "many", "wire.fix_burst": -1})
    for _ in range(3000):
        wire.position()
    assert wire.dropped() == 0
    wire.line.obey(RULES)
    for _ in range(300):
        wire.position()
    assert wire.dropped() == 100, "twice the burst at once"


def test_a_storm_is_an_alarm_that_names_the_device(db: None) -> None:
    terminal = make_radio()
    text = Text(
        source=Source("radio", "R1"),
        received_ms=START,
        message_id=f"storm:{START // HOUR_MS}",
        text="一分钟内丢弃其位置 600 次",
        topic="storm",
    )
    take_storm(text, terminal, None)  # type: ignore[arg-type]
    assert "上报异常频繁" in Alarm.objects.get().text

"""decode → identify → sane → prefer → order → store → tell, one stage after another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices import adapters
from devices.picture_table import ROUND_TICKS, PictureTable
from devices.pipeline import PIPELINE, Pipeline
from devices.readings import Hotspot, Source
from devices.sane import FUTURE, LATE, OLD, RANGE, ZERO
from devices.tracking import Entry, Placed
from realtime.positions import HELD, OFFLINE, ROW_DTYPE, SIMULATED, SOS, read_frames

np = pytest.importorskip("numpy")

AT = 1_793_664_930_000
POS = b"ecc/v1/440117/radio/R1/pos"


class World:
    def __init__(self) -> None:
        self.now = AT
        self.table = PictureTable(0, 7)
        self.line = Pipeline(self.table, lambda: self.now)
        self.promises: list[Any] = []
        self.line.on_promise = self.promises.append
        self.line.learn(
            [
                Entry(Source("radio", "R1"), 1, 101, 440117, 5, False),
                Entry(Source("dji", "SN1"), 2, 102, 440118, 3, True),
                Entry(Source("owntracks", "f1/phone"), 3, 103, 440117, 6, False),
                Entry(Source("field", "user-1"), 4, 101, 440117, 5, False),
            ],
            adapters.Facts(),
        )

    def says(self, topic: bytes, retained: bool = False, **body: Any) -> Any:
        return self.line.take(topic, json.dumps(body).encode(), retained)

    def pos(self, at: int = AT, lat: float = 23.5, lon: float = 113.5, **more: Any) -> None:
        self.says(POS, at=at, lat=lat, lon=lon, **more)

    def rows(self, *, everything: bool = True) -> dict[int, Any]:
        frames = read_frames(self.table.frames(self.now, everything=everything))
        return {int(row["subject"]): row for frame in frames for row in np.frombuffer(frame.rows, ROW_DTYPE)}

    @property
    def flags_kept(self) -> list[int]:
        return [flags for *_, flags in self.line.history]


@pytest.fixture
def world() -> World:
    return World()


def test_the_line_is_the_list_everybody_reads() -> None:
    assert [stage.__name__ for stage in PIPELINE] == ["decode", "identify", "pace", "sane", "prefer", "order", "store", "tell"]


def test_a_good_fix_becomes_a_row(world: World) -> None:
    world.pos(lat=23.5, lon=113.5, spd=1.25, hdg=-90, bat=80, sig=70, alt=56)
    row = world.rows()[101]
    assert (row["lat"], row["lon"], row["speed"], row["heading"], row["battery"], row["link"], row["alt"], row["kind"]) == (
        235_000_000, 1_135_000_000, 125, 27000, 80, 70, 56, 5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lat", "lon", "at", "flag"),
    [
        (0, 0, AT, ZERO),
        (0.0001, -0.0001, AT, ZERO),
        (91, 113, AT, RANGE),
        (23, 181, AT, RANGE),
        (23, 113, AT + 31_000, FUTURE),
        (23, 113, AT - 24 * 3_600_000 - 1, OLD),
        (23, 113, 5, OLD),
        (23, 113, 10**17, FUTURE),
    ],
)
def test_an_unbelievable_fix_is_kept_flagged_and_never_last(world: World, lat: float, lon: float, at: int, flag: int) -> None:
    world.pos(at=at, lat=lat, lon=lon)
    assert world.flags_kept == [flag]
    assert not world.rows()


def test_an_infinite_latitude_is_refused_or_flagged_and_never_last(world: World) -> None:
    world.line.take(POS, b'{"lat":1e999,"lon":113.5}')
    assert not world.rows()


def test_a_late_fix_is_history_only(world: World) -> None:
    world.pos(at=AT, lat=23.5)
    world.pos(at=AT - 5_000, lat=23.4)
    assert world.rows()[101]["lat"] == 235_000_000
    assert world.flags_kept == [0, LATE]


def test_a_duplicate_is_nothing(world: World) -> None:
    world.pos(n=1)
    world.pos(n=1, lat=23.9)
    assert world.rows()[101]["lat"] == 235_000_000
    assert world.flags_kept == [0]


def test_the_counter_orders_fixes_of_one_instant(world: World) -> None:
    world.pos(n=1, lat=23.5)
    world.pos(n=2, lat=23.6)
    world.pos(n=1, lat=23.7)
    assert world.rows()[101]["lat"] == 236_000_000


def test_a_fix_without_a_time_is_ordered_by_its_receipt(world: World) -> None:
    world.line.take(POS, b'{"lat":23.5,"lon":113.5}')
    world.now += 1
    world.line.take(POS, b'{"lat":23.6,"lon":113.5}')
    assert world.rows()[101]["lat"] == 236_000_000


def test_a_subject_that_stands_still_is_stored_every_half_minute(world: World) -> None:
    for n in range(120):
        world.now = AT + n * 1000
        world.pos(at=world.now, lat=23.5 + (n % 2) * 1e-6)
    assert len(world.line.history) == 4


def test_who_is_not_registered_is_listed_with_a_proposal(world: World) -> None:
    world.says(b"ecc/v1/440118/vehicle/V9/pos", at=AT, lat=23.3, lon=113.8)
    met = world.line.strangers.devices[Source("radio", "V9")]
    assert met.hint == {"kind": "vehicle", "area": "440118", "label": "V9", "base": "ecc/v1/440118/vehicle/V9", "lat": 23.3, "lon": 113.8}
    assert not world.line.history


def test_an_adopted_device_is_believed_from_the_next_frame_on(world: World) -> None:
    topic = b"ecc/v1/440118/vehicle/V9/pos"
    world.says(topic, at=AT, lat=23.3, lon=113.8)
    world.line.learn([Entry(Source("radio", "V9"), 9, 109, 440118, 2, False)], None)
    world.says(topic, at=AT + 1, lat=23.3, lon=113.8)
    assert set(world.rows()) == {109}


def test_undecodable_is_counted_with_topic_reason_and_first_bytes(world: World) -> None:
    for _ in range(3):
        world.line.take(POS, b"\x00\x01" * 300)
    ((topic, reason),) = world.line.strangers.refused
    refused = world.line.strangers.refused[topic, reason]
    assert topic == POS.decode()
    assert reason
    assert (refused.count, len(refused.first_bytes)) == (3, 256)


def test_invented_topics_and_devices_are_bounded(world: World) -> None:
    for n in range(3000):
        world.says(f"ecc/v1/440117/radio/X{n}/pos".encode(), lat=23.5, lon=113.5)
        world.line.take(f"ecc/v1/440117/radio/X{n}/pos".encode(), b"x")
    assert len(world.line.strangers.devices) == 500
    assert len(world.line.strangers.refused) == 200
    assert world.line.strangers.dropped > 0


@pytest.mark.parametrize("topic", [b"\xff/\xfe", b"ecc/v1/44/radio/R\x001/pos", b"ecc/" + b"x" * 300])
def test_a_strange_topic_is_quarantined(world: World, topic: bytes) -> None:
    world.line.take(topic, b"{}")
    assert len(world.line.strangers.refused) == 1


def test_a_last_will_takes_offline_and_the_next_fix_brings_back(world: World) -> None:
    world.pos()
    world.says(b"ecc/v1/440117/radio/R1/status", online=False)
    assert world.rows()[101]["flags"] & OFFLINE
    world.pos(at=AT + 1000)
    assert not world.rows()[101]["flags"] & OFFLINE


def test_a_status_older_than_the_fix_takes_nobody_offline(world: World) -> None:
    world.pos()
    world.says(b"ecc/v1/440117/radio/R1/status", online=False, at=AT - 1000)
    assert not world.rows()[101]["flags"] & OFFLINE


def test_an_aircraft_that_lost_its_fix_is_held_where_it_was(world: World) -> None:
    def osd(at: int, lat: float, fixed: int) -> None:
        world.says(
            b"thing/product/SN1/osd", timestamp=at, data={"latitude": lat, "longitude": 113.5, "position_state": {"is_fixed": fixed}}
        )

    osd(AT, 23.5, 2)
    osd(AT + 2000, 0, 0)
    row = world.rows()[102]
    assert row["lat"] == 235_000_000
    assert row["flags"] == HELD | SIMULATED
    osd(AT + 4000, 23.6, 2)
    assert world.rows()[102]["flags"] == SIMULATED


def test_a_promise_found_in_telemetry_goes_to_the_inbox(world: World) -> None:
    hot = [{"ir_metering_mode": 1, "ir_metering_point": {"temperature": 300}}]
    world.says(
        b"thing/product/SN1/osd",
        timestamp=AT,
        data={"latitude": 23.5, "longitude": 113.5, "position_state": {"is_fixed": 2}, "cameras": hot},
    )
    assert [type(promise) for promise in world.promises] == [Hotspot]


def test_sos_marks_the_marker_until_it_is_let_go(world: World) -> None:
    world.pos()
    for active in (True, False):
        received = world.line.receive(b"ecc/v1/440117/radio/R1/sos", json.dumps({"mid": "a", "active": active}).encode(), False)
        assert received is not None
        world.line.apply(b"ecc/v1/440117/radio/R1/sos", b"", received[0])
        assert bool(world.rows()[101]["flags"] & SOS) is active


def test_a_retained_position_counts_its_age_from_the_device_time(world: World) -> None:
    world.says(b"owntracks/f1/phone", True, _type="location", lat=23.5, lon=113.5, tst=(AT - 600_000) // 1000)
    assert world.rows()[103]["age"] == 600


def test_a_clock_a_little_off_does_not_age_a_live_fix(world: World) -> None:
    world.pos(at=AT - 20_000)
    assert world.rows()[101]["age"] == 0


def test_a_queued_fix_is_as_old_as_it_is(world: World) -> None:
    world.pos(at=AT - 600_000)
    assert world.rows()[101]["age"] == 600


def test_a_clock_an_hour_behind_is_recognised_after_a_minute(world: World) -> None:
    for n in range(0, 70, 5):
        world.now = AT + n * 1000
        world.pos(at=world.now - 3_600_000)
    assert world.rows()[101]["age"] == 0


def test_two_terminals_of_one_subject_move_one_marker(world: World) -> None:
    world.pos(at=AT, lat=23.5)
    world.line.place(Placed(101, AT + 1000, AT + 1000, 23.6, 113.5, None, None, None, None, None, 0, "field"))
    world.pos(at=AT + 500, lat=23.7)
    assert world.rows()[101]["lat"] == 236_000_000


def test_an_old_position_from_the_database_moves_nothing(world: World) -> None:
    world.pos()
    world.line.place(Placed(101, AT - 1, AT - 1, 23.1, 113.5, None, None, None, None, None, SOS, "field"))
    assert (world.rows()[101]["lat"], world.rows()[101]["flags"]) == (235_000_000, 0)


def test_sos_and_offline_survive_a_restart_of_the_gateway(world: World) -> None:
    world.line.place(Placed(101, AT - 1, AT - 1, 23.1, 113.5, None, None, None, None, None, SOS | OFFLINE, "radio"))
    assert world.rows()[101]["flags"] == SOS | OFFLINE


def test_each_frame_names_the_tick_before(world: World) -> None:
    world.pos()
    ticks = []
    for n in range(1, 4):
        world.pos(at=AT + n)
        (frame,) = read_frames(world.table.frames(world.now))
        ticks.append((frame.district, frame.epoch, frame.previous, frame.tick))
    assert ticks == [(440117, 7, 0, 1), (440117, 7, 1, 2), (440117, 7, 2, 3)]


def test_every_row_goes_out_at_least_every_five_seconds(world: World) -> None:
    world.pos()
    world.says(b"owntracks/f1/phone", _type="location", lat=23.5, lon=113.5, tst=AT // 1000)
    world.table.frames(world.now)
    seen: list[set[int]] = [set(world.rows(everything=False)) for _ in range(2 * ROUND_TICKS)]
    for start in range(ROUND_TICKS):
        assert set().union(*seen[start : start + ROUND_TICKS]) == {101, 103}
    assert ROUND_TICKS * 0.25 <= 5


def test_the_age_grows_while_nothing_comes(world: World) -> None:
    world.pos()
    world.now += 90_000
    assert world.rows()[101]["age"] == 90


def test_a_subject_that_moved_to_another_district_is_framed_there(world: World) -> None:
    world.pos()
    world.line.learn([Entry(Source("radio", "R1"), 1, 101, 440111, 5, False)], None)
    assert [frame.district for frame in read_frames(world.table.frames(world.now, everything=True))] == [440111]


def test_the_table_grows(world: World) -> None:
    world.line.learn([Entry(Source("radio", f"G{n}"), n, n, 440100 + n % 11, 5, False) for n in range(1, 3001)], None)
    for n in range(1, 3001):
        world.says(f"ecc/v1/440117/radio/G{n}/pos".encode(), at=AT, lat=23 + n / 1e4, lon=113.5)
    rows = world.rows()
    assert len(rows) == 3000
    assert all(int(row["lat"]) == round((23 + subject / 1e4) * 1e7) for subject, row in rows.items())


def test_a_new_threshold_holds_for_devices_that_spoke_before(world: World) -> None:
    hot = [{"ir_metering_mode": 1, "ir_metering_point": {"temperature": 100}}]
    flying = {"latitude": 23.5, "longitude": 113.5, "position_state": {"is_fixed": 2}}
    world.says(b"thing/product/SN1/osd", timestamp=AT, data=flying)
    world.line.learn([Entry(Source("dji", "SN1"), 2, 102, 440118, 3, True)], adapters.Facts(hotspot_celsius=150))
    world.says(b"thing/product/SN1/osd", timestamp=AT + 1, data={"cameras": hot})
    assert not world.promises
    world.line.learn([Entry(Source("dji", "SN1"), 2, 102, 440118, 3, True)], adapters.Facts(hotspot_celsius=90))
    world.says(b"thing/product/SN1/osd", timestamp=AT + 2, data={"cameras": hot})
    assert len(world.promises) == 1, "the position said before is still known"

"""Autopilots: what pymavlink encodes is what we read; a position without a fix is none; millimetres, centimetres, centidegrees."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import common as peer

from devices import adapters
from devices.adapters.mavlink_frames import DEFINITIONS, Count, frames
from devices.readings import Fix, Source, Status, Text, Undecodable
from tests.devices.corpus import sample, samples
from tests.devices.garbage import Decoders, mutated

NOW = 1_793_664_930_500
VEHICLE = Source("mavlink", "1")


class Wire:
    """Where the peer writes to; each message read at once by ours."""

    def __init__(self) -> None:
        self.sent = b""
        self.mav = peer.MAVLink(self, srcSystem=1, srcComponent=1)
        self.decoders = Decoders()

    def write(self, data: bytes) -> None:
        self.sent += data

    def read(self, message: Any, now: int = NOW, topic: str = "mavlink/1") -> list[Any]:
        self.sent = b""
        self.mav.send(message)
        said = self.decoders.read(topic, self.sent, now)
        assert said is not None
        return said


def position(**given: int) -> Any:
    usual = {"time_boot_ms": 1000, "lat": 231_900_000, "lon": 1_133_010_000, "alt": 320_500, "relative_alt": 120_000}
    return peer.MAVLink_global_position_int_message(**(usual | {"vx": 735, "vy": -425, "vz": -100, "hdg": 12_000} | given))


def gps(fix_type: int, **given: int) -> Any:
    usual = {"time_usec": NOW * 1000, "lat": 231_900_000, "lon": 1_133_010_000, "alt": 320_500, "eph": 80, "epv": 120, "vel": 850}
    return peer.MAVLink_gps_raw_int_message(fix_type=fix_type, **(usual | {"cog": 12_000, "satellites_visible": 16} | given))


@pytest.mark.parametrize("number", DEFINITIONS)
def test_every_definition_is_the_peer_s(number: int) -> None:
    theirs, ours = peer.mavlink_map[number], DEFINITIONS[number]
    assert (ours.name, ours.crc_extra) == (theirs.msgname, theirs.crc_extra)
    assert [name for name, _ in ours.fields] == theirs.ordered_fieldnames[: len(ours.fields)]
    count = Count()
    made = theirs(*[_some(theirs, place) for place in range(len(theirs.fieldnames))])
    wire = Wire()
    wire.mav.send(made)
    (message,) = frames(wire.sent, count)
    for name in theirs.fieldnames:
        if name in message.fields and isinstance(message.fields[name], int | float):
            assert message.fields[name] == pytest.approx(getattr(made, name))


def _some(message: Any, place: int) -> Any:
    kind, length = message.fieldtypes[place], message.array_lengths[message.ordered_fieldnames.index(message.fieldnames[place])]
    if kind == "char":
        return b"abc"
    return [place + 1] * length if length else place + 1


def test_a_position_in_our_units() -> None:
    for name in ("global_position_int", "v1_global_position_int", "rest_global_position_int"):
        told = sample(f"mavlink/{name}")
        (fix,) = adapters.decode(told.topic, told.payload, NOW)[0]
        assert (fix.source, fix.lat, fix.lon, fix.alt, fix.elevation, fix.heading) == (VEHICLE, 23.19, 113.301, 320.5, 120, 120)
        assert fix.speed == pytest.approx(8.49, abs=0.01)
        assert fix.at_ms is None  # time since boot is no time


def test_an_unknown_heading_stays_unknown_and_the_clock_comes_from_system_time() -> None:
    wire = Wire()
    wire.read(peer.MAVLink_system_time_message(time_unix_usec=NOW * 1000, time_boot_ms=5000))
    (fix,) = wire.read(position(hdg=65535, time_boot_ms=6000))
    assert (fix.heading, fix.at_ms) == (None, NOW + 1000)


def test_without_a_fix_there_is_no_position_whatever_the_autopilot_dreams() -> None:
    wire = Wire()
    (held,) = wire.read(gps(1))
    assert isinstance(held, Status)
    assert held.held
    (held,) = wire.read(position())
    assert held.held
    assert wire.read(gps(3, h_acc=2500)) == []  # the autopilot's own estimate is fresh
    (fix,) = wire.read(position())
    assert fix.accuracy == 2.5
    (fix,) = wire.read(gps(3, vel=65535, cog=65535), NOW + 10_000)  # and now it is not
    assert isinstance(fix, Fix)
    assert (fix.at_ms, fix.speed, fix.heading) == (NOW, None, None)
    (held,) = wire.read(position(lat=0, lon=0))
    assert held.held


def test_kind_charge_and_warnings() -> None:
    wire = Wire()
    beat = peer.MAVLink_heartbeat_message(type=2, autopilot=3, base_mode=209, custom_mode=4, system_status=4, mavlink_version=3)
    (status,) = wire.read(beat)
    assert (status.online, status.learned) == (True, {"kind": "uav", "model": "MAVLink 四旋翼"})
    assert wire.read(beat)[0].learned is None
    beat.system_status = 6
    assert [type(r) for r in wire.read(beat)] == [Status, Text]
    assert [type(r) for r in wire.read(beat)] == [Status]
    station = peer.MAVLink_heartbeat_message(type=6, autopilot=8, base_mode=0, custom_mode=0, system_status=4, mavlink_version=3)
    assert wire.read(station) == []
    unknown = peer.MAVLink_sys_status_message(0, 0, 0, 500, 22800, 1500, -1, 0, 0, 0, 0, 0, 0)
    assert wire.read(unknown) == []


def test_a_long_text_comes_in_pieces_and_chatter_is_left_out() -> None:
    wire = Wire()
    first, second = b"PreArm: " + b"x" * 42, b"compass"
    assert wire.read(peer.MAVLink_statustext_message(severity=2, text=first, id=9, chunk_seq=0)) == []
    (text,) = wire.read(peer.MAVLink_statustext_message(severity=2, text=second, id=9, chunk_seq=1))
    assert (text.text, text.level) == ((first + second).decode(), 2)
    assert wire.read(peer.MAVLink_statustext_message(severity=6, text=b"EKF3 active")) == []


def test_the_topic_says_who_speaks() -> None:
    frame = sample("mavlink/heartbeat").payload
    with pytest.raises(Undecodable, match="系统号 1"):
        adapters.decode("mavlink/2", frame, NOW)
    (status,) = adapters.decode("mavlink/gcs-north", frame, NOW)[0]
    assert status.source.external_id == "gcs-north/1"


def test_a_drone_s_own_broadcast_is_told_under_its_uas_id() -> None:
    decoders = Decoders()
    for name in ("open_drone_id_basic_id", "open_drone_id_location"):
        told = sample(f"mavlink/{name}")
        said = decoders.read(told.topic, told.payload, NOW) or []
    (fix,) = said
    assert (fix.source, fix.lat, fix.speed, fix.heading) == (Source("odid", "1581F5BKD225D00BP891"), 23.19, 8.5, 120)
    assert fix.at_ms == 1_793_664_930_000


def test_noise_between_frames_costs_only_itself() -> None:
    good = sample("mavlink/global_position_int").payload
    beat = sample("mavlink/heartbeat").payload
    said = adapters.decode("mavlink/1", beat[:-1] + b"\x00" + b"\xfd\x00noise" + good, NOW)[0]
    assert [type(r) for r in said] == [Fix]


FRAMES = [(told.topic, told.payload) for told in samples("mavlink")]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.binary(max_size=400))
def test_garbage_is_refused_or_harmless(seed: int, noise: bytes) -> None:
    dice, decoders = random.Random(seed), Decoders()
    decoders.read("mavlink/1", b"\xfd" + noise, NOW)
    for topic, payload in dice.sample(FRAMES, 5):
        decoders.read(topic, mutated(payload, [p for _, p in FRAMES], dice), NOW)
    told = sample("mavlink/several")
    assert any(isinstance(r, Fix) for r in decoders.read("mavlink/fresh", told.payload, NOW) or [])

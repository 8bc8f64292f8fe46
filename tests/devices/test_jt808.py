"""JT/T 808: frames, units, alarms as edges, texts down; then a terminal on a real socket before a real pipeline."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices import adapters
from devices.adapters import jt808
from devices.adapters.jt808_frames import Assembler, BadFrame, Message, Splitter, build, parse, split
from devices.adapters.known import Command, Unsupported
from devices.doors.credentials import digest_of
from devices.doors.jt808 import Jt808Door
from devices.doorway import Doorway
from devices.inbox.storing import unmade
from devices.picture_table import PictureTable
from devices.pipeline import Pipeline
from devices.readings import Answer, Fix, Sos, Source, Status, Text, Undecodable
from devices.simulator.roster import Role
from devices.simulator.troubles import Troubles
from devices.simulator.vehicle import Terminal808, Vehicle, position
from devices.simulator.wires.faults import Faults
from devices.tracking import Entry

SAMPLES = Path(__file__).parent / "samples" / "jt808"
RECEIVED = 1_793_664_935_000
AT = 1_793_664_930_000


def sample(name: str) -> Message:
    return parse(bytes.fromhex((SAMPLES / name).read_text().strip()))


def read(ident: int, body: bytes, memory: Any = None, command: bytes = jt808.NO_COMMAND) -> list[Any]:
    _, reader = jt808.route("jt808/13800138000")
    return adapters.read_frame(reader, struct.pack(">H", ident) + command + body, RECEIVED, False, memory or jt808.Memory())[0]


# -- frames ----------------------------------------------------------------------------------------------------------------------------


def test_the_old_and_the_new_header_name_the_same_terminal_and_escapes_are_undone() -> None:
    old, new = sample("0200_synthetic_sos_escape.hex"), sample("0200_synthetic_2019_header.hex")
    assert (old.ident, old.phone, old.v2019, old.serial) == (0x0200, "13800138000", False, 0x7E01)
    assert (new.ident, new.phone, new.v2019, new.serial) == (0x0200, "13800138000", True, 2)
    assert old.body == new.body
    assert len(old.body) == 40


def test_what_another_encoder_made_is_made_alike_by_ours() -> None:
    for name in SAMPLES.glob("*.hex"):
        raw = bytes.fromhex(name.read_text().strip())
        assert build(parse(raw)) == raw, name


def test_a_position_of_a_public_capture() -> None:
    body = bytes.fromhex("0000000000040007005de13c065c6cdb00160000000017011710054201040000000030011731010c")
    (fix,) = read(jt808.POSITION, body)
    assert (fix.lat, fix.lon, fix.alt, fix.speed, fix.heading) == (-6.152508, 106.720475, 22.0, 0.0, 0.0)
    assert fix.at_ms == 1_484_618_742_000
    assert fix.at.isoformat() == "2017-01-17T02:05:42+00:00"
    assert fix.link == pytest.approx(74.2, abs=0.1)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (lambda raw: raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:], "校验和"),
        (lambda raw: raw[:10] + b"\x7d\x05" + raw[12:], "转义"),
        (lambda raw: raw[:8] + b"\x7e", "太短"),
    ],
)
def test_a_damaged_frame_says_what_is_wrong(broken: Any, why: str) -> None:
    raw = bytes.fromhex((SAMPLES / "8001_general_reply_synthetic.hex").read_text().strip())
    with pytest.raises(BadFrame, match=why):
        parse(broken(raw))


def test_fragments_in_any_order_become_the_message() -> None:
    whole = Message(jt808.BATCH, "13800138000", 65_534, bytes(range(256)) * 12)
    pieces = [parse(build(piece)) for piece in split(whole)]
    assert [piece.serial for piece in pieces] == [65_534, 65_535, 0, 1]
    assembler = Assembler()
    found = [assembler.add(piece) for piece in reversed(pieces)]
    assert found[:-1] == [None] * 3
    assert found[-1] is not None
    assert found[-1].body == whole.body


def test_fragments_that_never_end_cost_a_bounded_memory() -> None:
    assembler = Assembler()
    for serial in range(0, 5000, 10):
        assembler.add(Message(0x0704, "1", serial, b"x" * 900, total=200, number=2))
    assert len(assembler._open) <= 4


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50))
@example([b"\x7e\x7e\x7e", b"\x7d"], 1)
@settings(max_examples=150, deadline=None)
def test_whatever_lies_between_frames_the_next_good_one_is_found(noise: list[bytes], step: int) -> None:
    good = build(Message(0x0002, "13800138000", 7, b""))
    stream = b"".join(noise) + b"\x7e" + good
    splitter, frames = Splitter(), []
    for at in range(0, len(stream), step):
        frames += splitter.feed(stream[at : at + step])
    found = []
    for frame in frames:
        try:
            found.append(parse(frame))
        except BadFrame:
            continue
    assert found
    assert found[-1] == Message(0x0002, "13800138000", 7, b"")


# -- what they say ---------------------------------------------------------------------------------------------------------------------


def test_an_sos_is_told_when_its_bit_rises_and_when_it_falls_not_in_between() -> None:
    memory = jt808.Memory()
    heard = [[type(r).__name__ for r in read(jt808.POSITION, position(23.1, 113.2, AT, alarm=bit), memory)] for bit in (0, 1, 1, 0, 0)]
    assert heard == [["Fix"], ["Sos", "Fix"], ["Fix"], ["Sos", "Fix"], ["Fix"]]
    pressed = read(jt808.POSITION, sample("0200_synthetic_sos_escape.hex").body)[0]
    assert isinstance(pressed, Sos)
    assert pressed.active
    assert pressed.lat == pytest.approx(23.183700, abs=1e-5)


def test_a_backlog_never_alarms_and_leaves_the_alarm_as_it_is() -> None:
    memory = jt808.Memory()
    items = [position(23.1, 113.2, AT - 60_000 * n, alarm=1) for n in (3, 2)]
    body = struct.pack(">HB", 2, 1) + b"".join(struct.pack(">H", len(item)) + item for item in items)
    assert [type(r) for r in read(jt808.BATCH, body, memory)] == [Fix, Fix]
    assert memory.alarm == 0
    live = struct.pack(">HB", 1, 0) + struct.pack(">H", len(items[0])) + items[0]
    assert type(read(jt808.BATCH, live, memory)[0]) is Sos
    with pytest.raises(Undecodable, match="截断"):
        read(jt808.BATCH, body[:-1])


def test_speed_time_hemisphere_and_height_come_in_our_units() -> None:
    (fix,) = read(jt808.POSITION, position(-23.5, -113.25, AT, speed=10.0, heading=359, alt=-3))
    assert (fix.lat, fix.lon, fix.speed, fix.heading, fix.alt, fix.at_ms) == (-23.5, -113.25, 10.0, 359.0, -3.0, AT)


def test_without_a_fix_the_marker_stays_where_it_was() -> None:
    (status,) = read(jt808.POSITION, position(0, 0, AT, fixed=False))
    assert isinstance(status, Status)
    assert status.held
    sos, _ = read(jt808.POSITION, position(0, 0, AT, fixed=False, alarm=1))
    assert (sos.lat, sos.lon) == (None, None)


def test_a_vehicle_that_turns_over_says_so_once() -> None:
    memory = jt808.Memory()
    told = [r for _ in range(3) for r in read(jt808.POSITION, position(23.1, 113.2, AT, alarm=1 << 30), memory) if isinstance(r, Text)]
    assert [(t.text, t.level) for t in told] == [("侧翻预警", 2)]


def test_registration_of_three_editions() -> None:
    plate = "粤A12345".encode("gbk")
    for sizes in ((5, 8, 7), (5, 20, 7), (11, 30, 30)):
        words = [word.ljust(size, b"\0") for word, size in zip((b"MAKER", b"M-1", b"ID7"), sizes, strict=True)]
        (status,) = read(jt808.REGISTER, struct.pack(">HH", 44, 100) + b"".join(words) + b"\x01" + plate)
        assert status.learned == {"maker": "MAKER", "model": "M-1", "device": "ID7", "name": "粤A12345"}
    assert jt808.auth_code(b"\x03abc" + bytes(35), True) == jt808.auth_code(b"abc", False) == "abc"


def command(kind: str, **given: Any) -> Command:
    return Command(
        external_id="13800138000", area="4401", terminal_kind="vehicle", meta=given.pop("meta", {}), kind=kind, payload=given, correlation=str(UUID(int=5))
    )  # fmt: skip


def test_texts_are_shown_or_spoken_in_gbk_and_what_cannot_be_said_is_refused() -> None:
    topic, payload = jt808.encode(command("tts", text="请立即撤离"))
    assert (topic, payload[:2], payload[2:18], payload[18]) == ("jt808/13800138000", b"\x83\x00", UUID(int=5).bytes, 12)
    assert payload[19:].decode("gbk") == "请立即撤离"
    assert jt808.as_2019(0x8300, b"\x0dx") == b"\x0e\x01x"
    assert len(jt808.gbk("火" * 400)) == 500
    assert jt808.encode(command("locate"))[1][:2] == b"\x82\x01"
    _, order = jt808.encode(command("order", number="0012", task="前往良口镇", place="良口"))
    assert order[19:].decode("gbk") == "指令0012:前往良口镇,地点良口"
    with pytest.raises(Unsupported):
        jt808.encode(command("live_start"))


def test_an_answer_settles_the_command_it_belongs_to() -> None:
    (answer,) = read(jt808.REPLY, struct.pack(">HHB", 3, 0x8300, 3), command=UUID(int=5).bytes)
    assert isinstance(answer, Answer)
    assert (answer.correlation, answer.result, answer.text) == (str(UUID(int=5)), 3, "终端回复:不支持")
    assert read(jt808.REPLY, struct.pack(">HHB", 3, 0x8300, 0)) == []
    answered, fix = read(jt808.POSITION_ANSWER, b"\0\x09" + position(23.1, 113.2, AT), command=UUID(int=5).bytes)
    assert answered.result == 0
    assert isinstance(fix, Fix)


def test_the_same_from_emqx() -> None:
    body = b'{"header":{"msg_id":512,"phone":"013800138000","msg_sn":1},"body":{"alarm":1,"status":6,"latitude":6152508,"longitude":106720475,"altitude":22,"speed":360,"direction":90,"time":"170117100542","extra":{"rssi":31}}}'
    (sos, fix), _ = adapters.decode("jt808/c1/013800138000/up", body, RECEIVED)
    assert (fix.lat, fix.speed, fix.link, fix.at_ms, fix.source.external_id) == (-6.152508, 10.0, 100.0, 1_484_618_742_000, "13800138000")
    assert sos.active
    topic, down = jt808.encode(command("text", text="集结", meta={"client": "c1", "phone": "013800138000"}))
    assert topic == "jt808/c1/013800138000/dn"
    assert down == '{"header":{"msg_id":33536},"body":{"flag":4,"text":"集结"}}'.encode()
    with pytest.raises(Undecodable, match="phone"):
        adapters.decode("jt808/c1/013800138001/up", body, RECEIVED)


@given(st.sampled_from([0x0001, 0x0002, 0x0100, 0x0102, 0x0200, 0x0201, 0x0704, 0x9999]), st.binary(max_size=400), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(ident: int, noise: bytes, plausible: bool) -> None:
    body = position(23.1, 113.2, AT)[: len(noise)] + noise if plausible else noise
    try:
        found = read(ident, body)
    except Undecodable:
        found = []
    for reading in found:
        assert reading.source.external_id == "13800138000"
    adapters.read_frame(jt808.route("jt808/13800138000")[1], struct.pack(">H", 2) + jt808.NO_COMMAND, RECEIVED, False, jt808.Memory())


@given(
    st.binary(max_size=200)
    | st.from_regex(rb'\{"header":\{"msg_id":(512|1796)\},"body":\{"[a-z]{1,9}":[0-9\[\]{}"]{1,9}\}\}', fullmatch=True)
)
@settings(max_examples=150, deadline=None)
def test_any_json_from_emqx_is_read_or_refused(payload: bytes) -> None:
    with contextlib.suppress(Undecodable):
        adapters.decode("jt808/c1/13800138000/up", payload, RECEIVED)


# -- a terminal on a socket ------------------------------------------------------------------------------------------------------------


class World:
    """A real door before a real pipeline; the inbox commits at once."""

    def __init__(self) -> None:
        self.table = PictureTable(0, 7)
        self.now = RECEIVED
        self.line = Pipeline(self.table, lambda: self.now)
        self.line.learn([Entry(Source("jt808", "13800138000"), 1, 101, 440117, 2, False)], adapters.Facts())
        self.letters: list[Any] = []
        self.loop = asyncio.get_running_loop()
        self.hall = Doorway(self.line, self, self.loop.call_soon)  # type: ignore[arg-type]
        self.door = Jt808Door(self.hall)
        self.port = 0

    def put(self, waiting: Any) -> None:
        self.letters.append(waiting.letter)
        self.loop.call_soon(waiting.kept)

    def refused(self) -> list[str]:
        return [reason for _, reason in self.line.strangers.refused]

    def promises(self) -> list[Any]:
        return [reading for letter in self.letters for reading in unmade(letter.payload)]


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    made = World()
    monkeypatch.setattr("devices.doorway.pin_credential", lambda terminal, digest: True)
    made.port = await made.door.open("jt808", "127.0.0.1", 0)
    yield made
    await made.door.close()


@pytest.mark.parametrize("v2019", [False, True])
async def test_a_terminal_registers_reports_calls_for_help_and_shows_a_text(world: World, v2019: bool) -> None:
    shown: list[str] = []
    terminal = Terminal808("13800138000", v2019=v2019, on_text=shown.append)
    assert await terminal.connect("127.0.0.1", world.port)
    assert (await terminal.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 0
    assert world.line.latest[101][1].lat == 23.5
    for bit in (1, 1, 0):
        assert (await terminal.ask(jt808.POSITION, position(23.5, 113.5, AT + 1000, alarm=bit))).body[4] == 0
    assert [p.active for p in world.promises()] == [True, False]
    topic, payload = jt808.encode(command("tts", text="请立即撤离,向东"))
    assert world.door.deliver(topic, payload)
    while not world.promises()[2:]:
        await asyncio.sleep(0.01)
    assert (shown, world.promises()[2].correlation, world.promises()[2].result) == (["请立即撤离,向东"], str(UUID(int=5)), 0)
    assert world.door.deliver(*jt808.encode(command("locate")))
    while not world.promises()[3:]:
        await asyncio.sleep(0.01)
    await terminal.close()
    while world.door.sessions():
        await asyncio.sleep(0.01)
    assert not world.door.deliver(topic, payload)


async def test_a_long_backlog_comes_in_fragments_between_garbage(world: World) -> None:
    terminal = Terminal808("13800138000")
    assert await terminal.connect("127.0.0.1", world.port)
    items = [position(23.5 + n / 1000, 113.5, AT - 60_000 * (100 - n), alarm=1) for n in range(100)]
    body = struct.pack(">HB", len(items), 1) + b"".join(struct.pack(">H", len(item)) + item for item in items)
    terminal.raw(b"\x00\xff\x7e\x7d\x7e" + bytes(range(40)))
    assert (await terminal.ask(jt808.BATCH, body)).body[4] == 0
    assert len(world.line.history) == 100
    assert world.letters == [], "what lies behind rings nobody"
    assert world.refused()
    assert (await terminal.ask(0x0BEE, b"")).body[4] == 2
    await terminal.close()


async def test_who_claims_the_number_of_another_gets_no_code_and_is_not_believed(world: World) -> None:
    honest = Terminal808("13800138000", device="A-1")
    assert await honest.connect("127.0.0.1", world.port)
    thief = Terminal808("13800138000", device="B-2")
    assert not await thief.connect("127.0.0.1", world.port)
    thief.code = "guessed"
    assert (await thief.ask(jt808.AUTH, b"guessed")).body[4] == 1
    assert (await thief.ask(jt808.POSITION, position(10, 100, AT))).body[4] == 1
    assert 101 not in world.line.latest
    assert "未鉴权就上报" in world.refused()
    again = Terminal808("13800138000", device="A-1")
    assert await again.connect("127.0.0.1", world.port), "the same device that lost its memory registers again"
    assert again.code == honest.code
    assert (await again.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 0
    while not honest.closed:
        await asyncio.sleep(0.01)
    for terminal in (honest, thief, again):
        await terminal.close()


async def test_a_terminal_nobody_registered_is_listed_with_what_it_says_of_itself(world: World) -> None:
    stranger = Terminal808("13900139000")
    assert not await stranger.connect("127.0.0.1", world.port)
    assert (await stranger.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 1
    hint = world.line.strangers.devices[Source("jt808", "13900139000")].hint
    assert (hint["name"], hint["model"], hint["lat"]) == ("粤A12345", "SIM-808", 23.5)
    stranger.raw(build(Message(jt808.HEARTBEAT, "13800138000", 1, b"")))
    while "同一连接上换了终端手机号" not in world.refused():
        await asyncio.sleep(0.01)
    for n in range(60):
        stranger.raw(b"\x7e%d\x7e" % n)
    while not stranger.closed:
        await asyncio.sleep(0.01)
    await stranger.close()


async def test_a_terminal_that_was_revoked_is_hung_up_on_and_one_with_a_new_secret_must_show_it(world: World) -> None:
    terminal = Terminal808("13800138000")
    assert await terminal.connect("127.0.0.1", world.port)
    source = Source("jt808", "13800138000")
    known = world.line.known[source]
    world.line.known[source] = known._replace(credential=digest_of("jt808", "another-secret"))
    assert (await terminal.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 1
    assert (await terminal.ask(jt808.AUTH, b"another-secret")).body[4] == 0
    assert (await terminal.ask(jt808.POSITION, position(23.5, 113.5, AT))).body[4] == 0
    world.line.learn([], adapters.Facts())
    assert not world.door.deliver(*jt808.encode(command("locate")))
    terminal.tell(jt808.POSITION, position(23.5, 113.5, AT + 1000))
    while not terminal.closed:
        await asyncio.sleep(0.01)
    await terminal.close()


async def test_a_simulated_vehicle_in_trouble_is_still_followed(world: World) -> None:
    """Noise is counted, a frame that comes twice is answered, 0, 0 and wrong clocks move nothing."""
    world.now = int(time.time() * 1000)
    role = Role("jt808", "13800138000", "440117", "vehicle", 113.5, 23.5, False, None)
    rough = Faults(duplicate=0.3, reorder=0.2, zero=0.2, late=0.1, future=0.1, garbage=0.2, burst=0.05)
    vehicle = Vehicle(("127.0.0.1", world.port), role, Random("1"), 0.01, Troubles(rough, 1, role))
    vehicle.mover.send_to(113.52, 23.52)  # it would rest first
    driving = asyncio.create_task(vehicle.run())
    places: set[tuple[float, float]] = set()
    try:
        async with asyncio.timeout(30):
            while len(places) < 3 or not world.refused():  # its clock tells whole seconds
                if (latest := world.line.latest.get(101)) is not None:
                    places.add((latest[1].lat, latest[1].lon))
                await asyncio.sleep(0.01)
    finally:
        driving.cancel()
        await asyncio.gather(driving, return_exceptions=True)
        await vehicle.terminal.close()
    assert all(abs(lat - 23.5) < 0.1 and abs(lon - 113.5) < 0.1 for lat, lon in places)

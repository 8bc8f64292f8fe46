"""What every door is held to: bounds on strangers, ports that are taken, and downlinks that leave by the live session."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.doors.credentials import digest_of, holds
from devices.doors.mavlink import MavlinkDoor, by_system
from devices.doors.opening import Doors
from devices.doors.shape import Door, Hall
from devices.doors.stream import Limits, Listener, Peer


class EchoDoor(Door):
    """The smallest door: each line is one frame of ``echo/{first word}``."""

    PORTS = ("echo", "echo_too")
    ROOTS = ("echo",)
    limits = Limits(peers=3, per_address=3, unknown_s=0.3, idle_s=0.5, unknown=2)

    def __init__(self, hall: Hall) -> None:
        self.listener = Listener(self._talk, self.limits)
        self.here: dict[str, Peer] = {}

    async def open(self, name: str, host: str, port: int) -> int:
        return await self.listener.open(host, port)

    async def close(self) -> None:
        await self.listener.close()

    def owns(self, topic: str) -> bool:
        return True

    def deliver(self, topic: str, payload: bytes) -> bool:
        peer = self.here.get(topic.partition("/")[2])
        return peer is not None and peer.write(payload)

    def sessions(self) -> int:
        return len(self.here)

    async def _talk(self, peer: Peer) -> None:
        while data := await peer.read():
            if data == b"bad\n":
                raise ValueError("a mistake of ours")
            peer.believe(data.decode().strip())
            self.here[peer.name] = peer
            peer.write(data)


class Opened:
    """Doors on a running loop."""

    def __init__(self, **ports: int) -> None:
        self.doors = Doors(None, "127.0.0.1", ports, (EchoDoor,))  # type: ignore[arg-type]

    async def __aenter__(self) -> Doors:
        self.task = asyncio.create_task(self.doors.run())
        while set(self.doors.ports) - set(self.doors.opened) - set(self.doors.closed):
            await asyncio.sleep(0.01)
        return self.doors

    async def __aexit__(self, *error: object) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def say(doors: Doors, words: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", doors.opened["echo"])
    writer.write(words)
    return reader, writer


async def ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(100), 10) == b""
    except ConnectionError:
        return True


async def test_a_taken_port_is_told_and_the_other_one_is_open() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with Opened(echo=0, echo_too=taken.getsockname()[1]) as doors:
            said = doors.says()
            assert said["echo"]["open"] is True
            assert said["echo_too"] == {"open": False, "detail": "端口被占用或无法监听"}


async def test_a_port_that_is_freed_is_opened_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.doors.opening.AGAIN_S", 0.05)
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    async with Opened(echo=taken.getsockname()[1]) as doors:
        assert "echo" in doors.closed
        taken.close()
        async with asyncio.timeout(10):
            while "echo" not in doors.opened:
                await asyncio.sleep(0.01)
        assert doors.says()["echo"]["open"] is True


async def test_a_downlink_leaves_by_the_live_session_or_stays() -> None:
    async with Opened(echo=0) as doors:
        reader, writer = await say(doors, b"ann\n")
        assert await reader.read(100) == b"ann\n"
        assert doors.owns("echo/ann") and not doors.owns("ecc/v1/x")
        assert await asyncio.to_thread(doors.deliver, "echo/ann", b"come") is True
        assert await reader.read(100) == b"come"
        assert await asyncio.to_thread(doors.deliver, "echo/bob", b"come") is False
        assert doors.says()["echo"]["connected"] == 1
        writer.close()


async def test_who_does_not_say_who_he_is_is_hung_up_on_and_so_is_who_falls_silent() -> None:
    async with Opened(echo=0) as doors:
        nobody, first = await say(doors, b"")
        ann, second = await say(doors, b"ann\n")
        assert await ann.read(100) == b"ann\n"
        assert await ended(nobody)
        assert await ended(ann)
        first.close()
        second.close()


async def test_more_than_fit_are_turned_away_and_the_next_one_is_served() -> None:
    async with Opened(echo=0) as doors:
        crowd = [await say(doors, b"") for _ in range(5)]  # two may be unknown at a time
        assert await ended(crowd[4][0])
        for _, writer in crowd:
            writer.close()
        async with asyncio.timeout(10):
            while True:
                reader, writer = await say(doors, b"ann\n")
                with contextlib.suppress(ConnectionError):  # turned away until the others are gone
                    if await reader.read(100) == b"ann\n":
                        break
        writer.close()


async def test_a_mistake_in_one_connection_ends_that_one_alone() -> None:
    async with Opened(echo=0) as doors:
        ann, one = await say(doors, b"ann\n")
        bob, two = await say(doors, b"bad\n")
        assert await ann.read(100) == b"ann\n"
        assert await ended(bob)
        one.write(b"ann\n")
        assert await ann.read(100) == b"ann\n"
        one.close()
        two.close()


async def test_who_sends_without_end_is_read_slowly_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    peer: Any = Peer.__new__(Peer)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    reader.feed_data(b"x" * 200_000)
    peer.reader, peer.limits, peer.name, peer._loop, peer.born, peer._read_until = (
        reader,
        Limits(bytes_s=1000),
        "ann",
        loop,
        0.0,
        loop.time(),
    )
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    assert len(await peer.read()) == 16_384
    assert slept == [0.0], "the others have their turn"
    await peer.read()
    assert slept[1] > 10


def test_a_secret_is_kept_as_a_digest_and_belongs_to_one_protocol() -> None:
    kept = digest_of("jt808", "hunter2hunter2")
    assert "hunter" not in kept
    assert holds(kept, "jt808", "hunter2hunter2")
    assert not holds(kept, "owntracks", "hunter2hunter2")
    assert not holds(kept, "jt808", "")
    assert not holds("", "jt808", "anything") and not holds("", "jt808", ""), "no secret is not a secret that everybody knows"
    assert len(kept) <= 128


# -- MAVLink over UDP ------------------------------------------------------------------------------------------------------------------


class HallOfTests:
    """Notes what a door hands over."""

    def __init__(self) -> None:
        self.frames: list[tuple[bytes, bytes]] = []
        self.refused: list[str] = []

    def accept(self, topic: bytes, payload: bytes, done: Any) -> str:
        self.frames.append((topic, payload))
        return ""

    def refuse(self, topic: str, why: str, first_bytes: bytes) -> None:
        self.refused.append(why)


V1_FRAME = bytes.fromhex("fe0900010100") + bytes(9) + b"\0\0"
V2_FRAME = bytes.fromhex("fd0900000002010000 00".replace(" ", "")) + bytes(9) + b"\0\0"


async def test_an_autopilot_speaks_by_udp_and_each_system_has_its_own_topic() -> None:
    hall = HallOfTests()
    door = MavlinkDoor(hall)  # type: ignore[arg-type]
    port = await door.open("mavlink", "127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.sendto(V1_FRAME + V2_FRAME + V1_FRAME, ("127.0.0.1", port))
        async with asyncio.timeout(10):
            while len(hall.frames) < 2:
                await asyncio.sleep(0.01)
    assert hall.frames == [(b"mavlink/1", V1_FRAME + V1_FRAME), (b"mavlink/2", V2_FRAME)]
    assert door.sessions() == 2
    await door.close()


def test_a_system_number_belongs_to_who_spoke_first_and_one_address_cannot_flood() -> None:
    hall = HallOfTests()
    door = MavlinkDoor(hall)  # type: ignore[arg-type]
    door.heard(V1_FRAME, "10.0.0.1")
    door.heard(V1_FRAME, "10.0.0.2")
    assert len(hall.frames) == 1
    assert "另一地址" in hall.refused[0]
    for _ in range(5000):
        door.heard(V2_FRAME, "10.0.0.3")
    assert len(hall.frames) < 3000


@given(st.binary(max_size=300), st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_any_datagram_is_split_or_refused(noise: bytes, cut: int) -> None:
    for data in (noise, V2_FRAME + noise, (V1_FRAME + noise)[:cut]):
        systems, lost = by_system(data)
        assert sum(map(len, systems.values())) + lost == len(data)

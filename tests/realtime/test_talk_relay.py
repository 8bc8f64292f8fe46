"""The relay with real sockets in one process: everybody hears the same bytes, and whoever does not keep up costs nobody else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from realtime.talk.floor import Limits
from realtime.talk.frame import write
from realtime.talk.frames import Ack, Join, Release, Request, read
from realtime.talk.groups import GroupInfo, Seat
from realtime.talk.listener import Listener
from realtime.talk.relay import Relay

pytestmark = pytest.mark.asyncio
GROUP = GroupInfo(3, "从化区值班组", "area", "440117", None, "open", 1)
VOICE = bytes([0x78]) + bytes(60)


class Kept:
    """What a recorder would be told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def begin(self, burst: int, day: str, meta: dict[str, Any]) -> None:
        self.told.append(("begin", burst, meta["actor"]))

    def message(self, burst: int, at_ms: int, data: bytes) -> None:
        self.told.append(("message", burst, data))

    def end(self, burst: int, at_ms: int, why: str) -> None:
        self.told.append(("end", burst, why))


class Hall:
    """A server with one relay; the path says who comes and with what priority: /<actor>/<priority>."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.relay = Relay(self.kept, count(1).__next__, lambda now: int(now * 1000))
        self.url = ""

    async def serve_one(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        _, actor, priority = socket.request.path.split("/")
        now = time.monotonic
        seats = {GROUP.id: Seat(int(priority), priority != "0", "area")}
        listener = Listener(actor, actor, "", (), seats, now())
        self.relay.listeners.add(listener)
        writer = asyncio.ensure_future(listener.write(socket.send, socket.close))
        try:
            async for said in socket:
                if isinstance(said, bytes):
                    self.relay.audio(listener, said, now())
                    continue
                match read(said):
                    case Join():
                        self.relay.join(listener, GROUP, now())
                    case Request(g=g, rid=rid):
                        self.relay.request(listener, g, rid, now())
                    case Release(g=g, burst=burst):
                        self.relay.release(listener, g, burst, now())
                    case Ack(n=n):
                        listener.ack(n, now())
        except ConnectionClosed:
            pass
        finally:
            self.relay.gone(listener, now())
            writer.cancel()

    async def tick(self) -> None:
        while True:
            await asyncio.sleep(0.05)
            self.relay.tick(time.monotonic())
            self.relay.let_go_of_the_slow(time.monotonic())


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    made = Hall()
    async with serve(made.serve_one, "127.0.0.1", 0, compression=None) as server:
        made.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ticking = asyncio.ensure_future(made.tick())
        yield made
        ticking.cancel()


class Person:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[bytes] = []
        self.acks = True

    @classmethod
    async def come(cls, place: Hall, actor: str, priority: int = 5) -> Person:
        person = cls(await connect(f"{place.url}/{actor}/{priority}", compression=None))
        await person.say("join", groups=[GROUP.id])
        await person.until("joined")
        return person

    async def say(self, t: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"t": t} | fields))

    async def until(self, *kinds: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                data = await self.socket.recv()
                if isinstance(data, bytes):
                    self.heard.append(data)
                    if self.acks:
                        await self.say("ack", n=len(self.heard))
                elif (frame := json.loads(data))["t"] in kinds:
                    found: dict[str, Any] = frame
                    return found


def burst_of(number: int, messages: int) -> list[bytes]:
    return [write(number, 3 * n, [VOICE] * 3, last=n == messages - 1) for n in range(messages)]


class Dated(Kept):
    """When each burst began and ended, by the database's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: dict[int, list[int]] = {}

    def begin(self, burst: int, day: str, meta: dict[str, Any]) -> None:
        self.spans[burst] = [meta["at"], meta["at"]]

    def end(self, burst: int, at_ms: int, why: str) -> None:
        self.spans[burst][1] += at_ms


@pytest.mark.parametrize("set_back_ms", [0, 400])
async def test_bursts_never_overlap_however_late_the_clock_is_read(set_back_ms: int) -> None:
    """Each takes the floor from the one before; the wall clock is read at the moment of the request, and may be set back between."""
    clock = {"offset": 1_700_000_000_000}
    kept = Dated()
    relay = Relay(kept, count(1).__next__, lambda now: int(now * 1000) + clock["offset"])
    people = [Listener(f"user:{n}", str(n), "", (), {GROUP.id: Seat(5, True, "area")}, 0.0) for n in range(2)]
    for person in people:
        relay.join(person, replace(GROUP, limits=Limits(drain_s=0)), 0.0)
    moments = [100 + 0.7333 * number for number in range(20)]
    for number, now in enumerate(moments):
        if number:
            relay.release(people[(number - 1) % 2], GROUP.id, number, now)
            relay.tick(now)
        relay.request(people[number % 2], GROUP.id, number, now)
        clock["offset"] -= set_back_ms
    relay.gone(people[(len(moments) - 1) % 2], moments[-1] + 0.7333)
    spans = [kept.spans[burst] for burst in sorted(kept.spans)]
    assert len(spans) == len(moments)
    assert {ended - began for began, ended in spans} == {733}
    assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans))
    if not set_back_ms:
        assert [began - 1_700_000_000_000 for began, _ in spans] == [int(now * 1000) for now in moments]


async def test_fifty_listeners_hear_every_byte_in_order_and_the_speaker_none() -> None:
    async with hall() as place:
        speaker = await Person.come(place, "speaker")
        listeners = [await Person.come(place, f"l{n}", 0) for n in range(50)]
        await speaker.say("req", g=3, rid=1)
        granted = await speaker.until("grant")
        said = burst_of(granted["burst"], 8)
        for data in said:
            await speaker.socket.send(data)
        await speaker.say("rel", g=3, burst=granted["burst"])
        for listener in listeners:
            assert (await listener.until("idle"))["why"] == "released"
            assert listener.heard == said
        assert speaker.heard == []
        assert place.kept.told == [("begin", 1, "speaker"), *(("message", 1, data) for data in said), ("end", 1, "released")]


async def test_whoever_comes_late_is_told_who_speaks_and_hears_the_rest() -> None:
    async with hall() as place:
        speaker, early = await Person.come(place, "speaker"), await Person.come(place, "early")
        await speaker.say("req", g=3, rid=1)
        said = burst_of((await speaker.until("grant"))["burst"], 6)
        for data in said[:3]:
            await speaker.socket.send(data)
        await early.until("taken")
        while len(early.heard) < 3:
            early.heard.append(await early.socket.recv())  # type: ignore[arg-type]
        late = Person(await connect(f"{place.url}/late/0", compression=None))
        await late.say("join", groups=[3])
        assert (await late.until("joined"))["taken"]["by"] == "speaker"
        for data in said[3:]:
            await speaker.socket.send(data)
        await speaker.say("rel", g=3, burst=1)
        await late.until("idle")
        assert late.heard == said[3:]


async def test_a_listener_that_falls_three_seconds_behind_is_let_go_and_the_others_miss_nothing() -> None:
    async with hall() as place:
        speaker, good, slow = [await Person.come(place, name) for name in ("speaker", "good", "slow")]
        slow.acks = False
        await speaker.say("req", g=3, rid=1)
        number = (await speaker.until("grant"))["burst"]
        said = [write(number, 3 * n, [VOICE] * 3) for n in range(70)]
        hearing = asyncio.ensure_future(good.until("idle"))
        for data in said:
            await speaker.socket.send(data)
            await asyncio.sleep(0.05)
        with pytest.raises(ConnectionClosed) as why:
            while True:
                await slow.socket.recv()
        assert why.value.rcvd is not None and why.value.rcvd.code == 4008
        await speaker.say("rel", g=3, burst=number)
        await hearing
        assert good.heard == said
        assert place.relay.dropped["slow listener"] >= 1


async def test_only_the_holder_is_heard_at_the_pace_of_speech_and_forwards() -> None:
    async with hall() as place:
        speaker, other = await Person.come(place, "speaker"), await Person.come(place, "other")
        await speaker.say("req", g=3, rid=1)
        number = (await speaker.until("grant"))["burst"]
        await other.socket.send(write(number, 0, [VOICE]))  # not the holder
        await speaker.socket.send(write(number + 7, 0, [VOICE]))  # another burst
        await speaker.socket.send(b"\xa1\xff")
        await speaker.socket.send(write(number, 3, [VOICE]))
        await speaker.socket.send(write(number, 3, [VOICE]))  # again
        for n in range(30):
            await speaker.socket.send(write(number, 4 + 4 * n, [VOICE] * 4))  # a flood
        await speaker.say("rel", g=3)
        await other.until("idle")
        assert len(other.heard) == 1 + 6  # 25 packets are the credit: 1 + 6 × 4
        dropped = place.relay.dropped
        assert dropped["not the holder"] == 2 and dropped["seq"] == 1 and dropped["pace"] == 24 and dropped["malformed: short"] == 1


async def test_a_broken_connection_gives_the_floor_back_at_once() -> None:
    async with hall() as place:
        speaker, other = await Person.come(place, "speaker"), await Person.come(place, "other")
        await speaker.say("req", g=3, rid=1)
        await speaker.until("grant")
        await other.say("req", g=3, rid=9)
        assert (await other.until("queued"))["pos"] == 1
        speaker.socket.transport.abort()
        assert (await other.until("idle"))["why"] == "lost"
        granted = await other.until("grant")
        assert (granted["rid"], granted["queued"]) == (9, True)


async def test_those_who_may_only_listen_and_those_taken_out_do_not_speak() -> None:
    async with hall() as place:
        wall = await Person.come(place, "wall:1", 0)
        await wall.say("req", g=3, rid=1)
        assert (await wall.until("deny"))["why"] == "not_allowed"
        speaker = await Person.come(place, "user:3")
        await speaker.say("req", g=3, rid=1)
        await speaker.until("grant")
        place.relay.update(GroupInfo(3, "值班组", "area", "440117", None, "open", 2, muted=frozenset({"user:3"})), time.monotonic())
        assert (await speaker.until("revoke"))["why"] == "muted"
        assert (await speaker.until("group"))["group"]["muted"] is True
        place.relay.update(GroupInfo(3, "值班组", "area", "440117", None, "closed", 3), time.monotonic())
        assert (await wall.until("left"))["why"] == "closed"
        assert place.relay.groups == {}

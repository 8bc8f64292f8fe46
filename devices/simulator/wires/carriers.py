"""stream → **carriers** → broker and doors: the sockets of simulated terminals, one small actor a carrier."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import Any, ClassVar
from xml.sax.saxutils import quoteattr

import aiohttp

from devices.doors.tak.frames import BadStream, Splitter, framed
from devices.mqtt.device import MqttDevice
from devices.mqtt.wire import Will
from devices.simulator.roster import Role
from devices.simulator.wires.faults import Faults
from devices.simulator.wires.shape import Frame, Wire, demo_secret
from devices.simulator.wires.stream import begun, stream

WAIT_S, AGAIN_S = 10.0, 5.0
BEHIND_S = 30.0  # a machine that slept does not tell what it would have said meanwhile


def now_ms() -> int:
    return int(time.time() * 1000)


class Actor:
    """Runs one stream by the clock; how a frame leaves is the subclass's."""

    carrier: ClassVar[str]

    def __init__(self, kind: type[Wire], role: Role, seed: int, interval: float, faults: Faults) -> None:
        self.wire, self.role, self.seed, self.interval, self.faults = begun(kind, role, seed), role, seed, interval, faults
        self.dice = Random(f"{seed}:start:{role.adapter}:{role.external_id}")

    async def run(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.interval))
        while True:
            await self._by_the_clock()

    async def _by_the_clock(self) -> None:
        start = time.time() - self.interval  # the first word now
        said = stream(self.wire, self.seed, self.faults, int(start * 1000), max(1, round(self.interval * 1000)))
        for ticks, tick in enumerate(said, 1):
            left = start + ticks * self.interval - time.time()
            if left < -BEHIND_S:
                return
            await asyncio.sleep(max(0.0, left))
            for frame in tick.frames:
                if not (tick.gone and frame.fault == "will"):  # that one the broker tells
                    await self.put(frame)
            if tick.gone:
                await self.cut()

    async def put(self, frame: Frame) -> None:
        raise NotImplementedError

    async def cut(self) -> None:
        return


class OnBroker(Actor):
    carrier = "mqtt"

    def __init__(self, url: str, kind: type[Wire], role: Role, seed: int, interval: float, faults: Faults) -> None:
        super().__init__(kind, role, seed, interval, faults)
        last = self.wire.will(now_ms())
        will = Will(last.topic, last.payload, retain=last.retain) if last is not None else None
        name = f"{role.adapter}-{role.external_id}".replace("/", "-").replace("!", "")
        self.device = MqttDevice(url, name, will=will, subscriptions=self.wire.subscriptions(), on_message=self._heard)
        self.met = False

    async def run(self) -> None:
        keep = asyncio.create_task(self.device.run(self._again))
        try:
            await super().run()
        finally:
            keep.cancel()

    def _again(self) -> None:
        """The first time the stream itself introduces it."""
        if self.met:
            self._send(self.wire.hello(now_ms()))
        self.met = True

    def _heard(self, topic: str, payload: bytes) -> None:
        self._send(self.wire.heard(topic, payload, now_ms()))

    def _send(self, frames: list[Frame]) -> None:
        try:
            for frame in frames:
                self.device.send(frame.topic, frame.payload, retain=frame.retain)
        except ConnectionError:
            return

    async def put(self, frame: Frame) -> None:
        self._send([frame])

    async def cut(self) -> None:
        self.device.cut()


class OverHttp(Actor):
    carrier = "http"

    def __init__(self, base: str, token: str, kind: type[Wire], role: Role, seed: int, interval: float, faults: Faults) -> None:
        super().__init__(kind, role, seed, interval, faults)
        self.base, self.headers = base, {"Authorization": f"Bearer {token}"} if token else {}
        self.client: aiohttp.ClientSession

    async def run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAIT_S), headers=self.headers) as self.client:
            await super().run()

    async def put(self, frame: Frame) -> None:
        asks = self.wire.request(frame)
        try:
            async with self.client.request(asks.method, self.base + asks.path, data=asks.body or None, headers=asks.headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return  # out of reach, or noise that no address can hold; the next one says where it is then


class OverTak(Actor):
    """A stream of events, read back for chat."""

    carrier = "tak"

    def __init__(self, address: tuple[str, int], kind: type[Wire], role: Role, seed: int, interval: float, faults: Faults) -> None:
        super().__init__(kind, role, seed, interval, faults)
        self.address = address
        self.writer: asyncio.StreamWriter | None = None
        self.listening: asyncio.Task[None] | None = None

    async def put(self, frame: Frame) -> None:
        try:
            writer = self.writer if self.writer is not None and not self.writer.is_closing() else await self._connected()
            writer.write(frame.payload if frame.payload[:1] == b"<" else framed(frame.payload))
            await writer.drain()
        except (OSError, TimeoutError):
            await self.cut()
            await asyncio.sleep(AGAIN_S)

    async def _connected(self) -> asyncio.StreamWriter:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(*self.address), WAIT_S)
        self.writer = writer
        uid, secret = quoteattr(self.role.external_id), quoteattr(demo_secret(self.role.external_id))
        writer.write(f"<auth><cot username={uid} password={secret} uid={uid}/></auth>".encode())
        self.listening = asyncio.create_task(self._listen(reader, writer))
        return writer

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = Splitter()
        try:
            while data := await reader.read(4096):
                for event in splitter.feed(data):
                    for frame in self.wire.heard(f"tak/{self.role.external_id}", event, now_ms()):
                        writer.write(frame.payload)
        except (OSError, BadStream):
            pass
        writer.close()

    async def cut(self) -> None:
        if self.writer is not None:
            self.writer.transport.abort()
            self.writer = None

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self.cut()
            if self.listening is not None:
                self.listening.cancel()


class OverUdp(Actor):
    carrier = "mavlink"

    def __init__(self, address: tuple[str, int], kind: type[Wire], role: Role, seed: int, interval: float, faults: Faults) -> None:
        super().__init__(kind, role, seed, interval, faults)
        self.address = address
        self.transport: asyncio.DatagramTransport | None = None

    async def run(self) -> None:
        actor = self

        class Ear(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: Any) -> None:
                for frame in actor.wire.heard("", data, now_ms()):
                    actor._send(frame)

        self.transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Ear, remote_addr=self.address)
        try:
            await super().run()
        finally:
            self.transport.close()

    def _send(self, frame: Frame) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(frame.payload)

    async def put(self, frame: Frame) -> None:
        self._send(frame)

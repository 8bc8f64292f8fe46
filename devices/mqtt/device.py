"""simulator, tests → **device** → broker: a light client as a terminal would have it, hundreds of them on one event loop."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import cast

from devices.mqtt import wire

log = logging.getLogger(__name__)

KEEPALIVE_S = 30
WAIT_S = 10.0


class Refused(Exception):
    """The broker does not let this client in, or not subscribe."""


class _Link(asyncio.Protocol):
    def __init__(self, device: MqttDevice) -> None:
        self.device = device
        self.parser = wire.Parser(self._publish, self._other, lambda reason, data: None)
        loop = asyncio.get_running_loop()
        self.accepted: asyncio.Future[int] = loop.create_future()
        self.lost = asyncio.Event()
        self.answers: dict[tuple[int, int], asyncio.Future[bytes]] = {}
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed(data)
        except wire.Desynced:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()
        if not self.accepted.done():
            self.accepted.set_exception(ConnectionError(str(exc) if exc else "closed"))
        for waiting in self.answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("closed"))

    def _publish(self, topic: bytes, payload: bytes, retained: bool, mid: int) -> None:
        if mid:
            self.transport.write(wire.puback(mid))
        if self.device.on_message is not None:
            self.device.on_message(topic.decode(errors="replace"), payload)

    def _other(self, kind: int, body: bytes) -> None:
        if kind == wire.CONNACK and len(body) == 2:
            if not self.accepted.done():
                self.accepted.set_result(body[1])
        elif kind in (wire.SUBACK, wire.PUBACK) and len(body) >= 2:
            waiting = self.answers.pop((kind, int.from_bytes(body[:2], "big")), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(body[2:])


class MqttDevice:
    """One connection. ``run`` keeps it for ever; ``publish`` at QoS 1 returns when the broker has it."""

    def __init__(
        self,
        url: str,
        client_id: str,
        *,
        will: wire.Will | None = None,
        subscriptions: tuple[str, ...] = (),
        on_message: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self.address = wire.address_of(url)
        self.client_id, self.will, self.subscriptions, self.on_message = client_id, will, subscriptions, on_message
        self.link: _Link | None = None
        self.online = asyncio.Event()
        self._mid = 0

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, link = await asyncio.wait_for(loop.create_connection(lambda: _Link(self), self.address.host, self.address.port), WAIT_S)
        link.transport.write(wire.connect(self.client_id, self.address, keepalive=KEEPALIVE_S, will=self.will))
        code = await asyncio.wait_for(link.accepted, WAIT_S)
        if code:
            link.transport.abort()
            raise Refused(wire.CONNACK_TEXT.get(code, str(code)))
        self.link = link
        if self.subscriptions:
            codes = await self._ask(wire.SUBACK, lambda mid: wire.subscribe(mid, self.subscriptions, 1))
            if 0x80 in codes:
                link.transport.abort()
                raise Refused("subscription")
        self.online.set()

    async def _ask(self, answer: int, packet: Callable[[int], bytes]) -> bytes:
        link = self._live()
        self._mid = self._mid % 65535 + 1
        waiting: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        link.answers[answer, self._mid] = waiting
        link.transport.write(packet(self._mid))
        return await asyncio.wait_for(waiting, WAIT_S)

    def _live(self) -> _Link:
        if self.link is None or self.link.lost.is_set():
            raise ConnectionError("not connected")
        return self.link

    def send(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """QoS 0; nothing is kept when there is no connection, as with a real radio."""
        self._live().transport.write(wire.publish(topic, payload, retain=retain))

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        await self._ask(wire.PUBACK, lambda mid: wire.publish(topic, payload, qos=1, mid=mid, retain=retain))

    def cut(self) -> None:
        """Gone without a word: the broker publishes the last will."""
        self.online.clear()
        if self.link is not None:
            self.link.transport.abort()

    async def close(self) -> None:
        """Good-bye: no last will."""
        self.online.clear()
        if self.link is not None and not self.link.lost.is_set():
            self.link.transport.write(wire.DISCONNECT)
            self.link.transport.close()

    async def run(self, on_connect: Callable[[], object] | None = None) -> None:
        """Connected for ever, with jitter between tries. ``cut`` leads to a new connection too."""
        wait = 1.0
        while True:
            try:
                await self.connect()
                wait = 1.0
                if on_connect is not None:
                    on_connect()
                link = self._live()
                while not link.lost.is_set():
                    try:
                        await asyncio.wait_for(link.lost.wait(), KEEPALIVE_S / 2)
                    except TimeoutError:
                        link.transport.write(wire.PINGREQ)
            except (OSError, Refused, TimeoutError) as error:
                log.debug("%s: %s", self.client_id, error)
            self.online.clear()
            wait = min(20.0, wait * 2)
            await asyncio.sleep(wait * random.uniform(0.3, 1.0))

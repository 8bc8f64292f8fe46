"""broker → **telemetry** → pipeline: the fast lane in. QoS 0, clean session, one asyncio Protocol, nothing queued.

After each batch the reader pauses some milliseconds: at rate one wake-up then carries hundreds of messages instead of a few (measured 40 % less
CPU). The kernel's receive buffer holds what comes meanwhile. Never do that with QoS 1: the broker's in-flight window would throttle it.
"""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import ssl
from collections.abc import Callable
from typing import cast

from devices.mqtt import wire

log = logging.getLogger(__name__)

PAUSE_S = 0.02  # well under the 250 ms tick
FULL_READ = (
    200_000  # uvloop reads 256,000 bytes at most; after such a read more is waiting, and a pause would cap the lane at 37,000 messages/s
)
KEEPALIVE_S = 30
PING_S = 3.0
SILENT_S = 8.0  # nothing, not even an answer to a ping: half-open, seen within 12 s
CONNECT_S = 10.0
BACKOFF_S = (0.5, 10.0)  # doubling, with jitter so that two gateways do not return in step
RECEIVE_BUFFER = 4 * 1024 * 1024  # two seconds at 22,000 messages/s of 300 bytes would be 13 MB; the kernel caps this anyway

Sink = Callable[[bytes, bytes, bool], None]


class _Connection(asyncio.Protocol):
    def __init__(self, lane: TelemetryLane) -> None:
        self.lane = lane
        self.parser = wire.Parser(self._publish, self._other, lane.on_bad)
        self.transport: asyncio.Transport | None = None
        self.heard = 0.0
        self.subscribed = False
        loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[str] = loop.create_future()
        self.loop = loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self.heard = self.loop.time()
        self.transport.write(wire.connect(self.lane.client_id, self.lane.address, keepalive=KEEPALIVE_S))

    def data_received(self, data: bytes) -> None:
        self.heard = self.loop.time()
        self.lane.on_batch()
        try:
            self.parser.feed(data)
        except wire.Desynced as error:
            self.close(str(error))
            return
        if self.lane.pause_s and len(data) < FULL_READ and self.transport is not None and not self.transport.is_closing():
            self.transport.pause_reading()
            self.loop.call_later(self.lane.pause_s, self._resume)

    def _resume(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()

    def _publish(self, topic: bytes, payload: bytes, retained: bool, mid: int) -> None:
        # A broker may deliver at the publisher's QoS only up to what we subscribed, 0; be kind to one that does not
        if mid and self.transport is not None:
            self.transport.write(wire.puback(mid))
        self.lane.sink(topic, payload, retained)

    def _other(self, kind: int, body: bytes) -> None:
        if kind == wire.CONNACK:
            code = body[1] if len(body) == 2 else 3
            if code:
                self.close(f"refused: {wire.CONNACK_TEXT.get(code, code)}")
            elif self.transport is not None:
                self.transport.write(wire.subscribe(1, self.lane.filters, 0))
        elif kind == wire.SUBACK:
            if 0x80 in body[2:]:
                refused = [f for f, code in zip(self.lane.filters, body[2:], strict=False) if code == 0x80]
                self.close(f"subscription refused: {', '.join(refused)}")
            else:
                self.subscribed = True
                self.lane.connected = True
                log.info("telemetry lane connected to %s:%s", self.lane.address.host, self.lane.address.port)

    def close(self, why: str) -> None:
        if not self.lost.done():
            self.lost.set_result(why)
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(str(exc) if exc else "closed by the broker")


class TelemetryLane:
    """``run()`` keeps one subscribed connection for ever and hands every message to ``sink(topic, payload, retained)``."""

    def __init__(
        self,
        url: str,
        client_id: str,
        filters: tuple[str, ...],
        sink: Sink,
        on_bad: Callable[[str, bytes], None],
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        self.address = wire.address_of(url)
        self.client_id, self.filters, self.sink, self.on_bad, self.pause_s = client_id, filters, sink, on_bad, pause_s
        self.connected = False
        self.on_batch: Callable[[], None] = lambda: None  # before the messages of one read: the time to look at the clock

    async def run(self) -> None:
        wait = BACKOFF_S[0]
        while True:
            was = await self._once()
            wait = BACKOFF_S[0] if was else min(BACKOFF_S[1], wait * 2)
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))

    async def _once(self) -> bool:
        """One connection until it is lost; whether it ever got as far as a subscription."""
        loop = asyncio.get_running_loop()
        connection: _Connection | None = None
        why = ""
        try:
            tls = ssl.create_default_context() if self.address.tls else None
            _, made = await asyncio.wait_for(
                loop.create_connection(lambda: _Connection(self), self.address.host, self.address.port, ssl=tls), CONNECT_S
            )
            connection = made
            why = await self._keep_alive(made)
        except (OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
        finally:
            self.connected = False
            if connection is not None:
                connection.close("leaving")
        log.warning("telemetry lane down: %s", why)
        return connection is not None and connection.subscribed

    async def _keep_alive(self, connection: _Connection) -> str:
        loop = asyncio.get_running_loop()
        started = loop.time()
        while True:
            done, _ = await asyncio.wait({connection.lost}, timeout=PING_S if connection.subscribed else 1.0)
            if done:
                return connection.lost.result()
            now = loop.time()
            if now - connection.heard > SILENT_S:
                return "broker silent"
            if not connection.subscribed:
                if now - started > CONNECT_S:
                    return "no answer to CONNECT or SUBSCRIBE"
            elif connection.transport is not None:
                connection.transport.write(wire.PINGREQ)

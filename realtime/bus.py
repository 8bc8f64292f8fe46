"""log and gateway → **bus** → hubs: Redis pub/sub as a bell. It drops and it loses; nothing may depend on it.

Publishing never waits: a full or dead Redis costs the caller nothing (a bell rung inside a request froze it for 5 s).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

import redis

from realtime import bell

log = logging.getLogger(__name__)

BELL, FRAMES, KEYFRAME, REGISTRY, REVOKED = "ecc:bell", "ecc:frames", "ecc:keyframe", "ecc:registry", "ecc:revoked"

QUEUE = 1000  # bells waiting while Redis is away; older ones are worthless, hubs poll every second
TIMEOUT_S = 2.0


def connect() -> redis.Redis:
    return bell.client(TIMEOUT_S)


class Publisher:
    """One daemon thread that owns the client and empties a bounded queue."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[tuple[str, bytes]] = queue.Queue(QUEUE)
        self.dropped = 0
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def publish(self, channel: str, data: bytes) -> None:
        if self._thread is None:
            with self._start:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="bus-publisher", daemon=True)
                    self._thread.start()
        try:
            self.waiting.put_nowait((channel, data))
        except queue.Full:
            self.dropped += 1

    def _run(self) -> None:
        client = connect()
        while True:
            channel, data = self.waiting.get()
            try:
                client.publish(channel, data)
            except redis.RedisError as error:
                self.dropped += 1
                log.warning("bus: %s not published: %s", channel, error)
                time.sleep(0.2)


_publisher = Publisher()
publish = _publisher.publish


class Listener:
    """A daemon thread that hears channels for ever; ``handler(channel, data)`` runs on that thread."""

    def __init__(self, channels: list[str], handler: Callable[[str, bytes], None]) -> None:
        self.channels, self.handler = channels, handler
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bus-listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with connect() as client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    pubsub.subscribe(*self.channels)
                    heard = time.monotonic()
                    while not self._closed.is_set():
                        message = bell.said_within(pubsub, 1.0)
                        if message is None and time.monotonic() - heard > bell.SILENT_S:
                            message, heard = bell.said_if_there(pubsub), time.monotonic()
                        if message is not None:
                            heard = time.monotonic()
                            self._handle(message["channel"].decode(), message["data"])
            except redis.RedisError as error:
                log.warning("bus: listening again in 1 s: %s", error)
                self._closed.wait(1.0)

    def _handle(self, channel: str, data: bytes) -> None:
        try:
            self.handler(channel, data)
        except Exception:
            log.exception("bus: handler of %s failed", channel)


def listen(channels: list[str], handler: Callable[[str, bytes], None]) -> Listener:
    return Listener(channels, handler)

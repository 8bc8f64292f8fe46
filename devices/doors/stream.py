"""wire → **stream** → a TCP door: what every peer is held to – how many, how long silent, how much unread – so that none holds the others."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple

log = logging.getLogger(__name__)

READ_BYTES = 16_384
UNSENT_BYTES = 256 * 1024  # a peer that reads nothing is dropped when so much waits for it


class Limits(NamedTuple):
    """Bounds of one door. The defaults fit a city: 22,000 terminals behind a few carriers' address translators."""

    peers: int = 30_000
    per_address: int = 5_000  # a carrier's translator holds thousands of terminals behind one address
    unknown_s: float = 30.0  # who has not said who it is by then is hung up on
    idle_s: float = 600.0  # three heartbeats of the slowest terminals
    unknown: int = 2_000  # peers at a time that have not said who they are


class Peer:
    """One connection. ``name`` is empty until its door believes who it is."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self.reader, self.writer, self.limits = reader, writer, limits
        self.name = ""
        address = writer.get_extra_info("peername")
        self.address = str(address[0]) if address else "?"
        self.born = asyncio.get_running_loop().time()

    async def read(self) -> bytes:
        """The next bytes; empty when it hung up, fell silent, or did not say in time who it is."""
        wait = self.limits.idle_s
        if not self.name:
            wait = self.born + self.limits.unknown_s - asyncio.get_running_loop().time()
        if wait <= 0:
            return b""
        try:
            return await asyncio.wait_for(self.reader.read(READ_BYTES), wait)
        except (TimeoutError, OSError, ssl.SSLError):
            return b""

    def write(self, data: bytes) -> bool:
        """Into the socket, or False when it is gone or reads nothing."""
        transport = self.writer.transport
        if transport.is_closing():
            return False
        if transport.get_write_buffer_size() + len(data) > UNSENT_BYTES:
            transport.abort()
            return False
        self.writer.write(data)
        return True

    def hang_up(self) -> None:
        self.writer.transport.abort()

    async def finish(self) -> None:
        """What was written still leaves, within a second."""
        try:
            self.writer.close()
            await asyncio.wait_for(self.writer.wait_closed(), 1.0)
        except (TimeoutError, OSError, ssl.SSLError):
            self.writer.transport.abort()


class Listener:
    """A listening socket; ``talk`` serves one peer and returns when it is over."""

    def __init__(self, talk: Callable[[Peer], Awaitable[None]], limits: Limits) -> None:
        self.talk, self.limits = talk, limits
        self.peers: set[Peer] = set()
        self._by_address: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        self._server = await asyncio.start_server(self._arrived, host, port, ssl=tls, limit=READ_BYTES, backlog=512)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer, self.limits)
        if (
            len(self.peers) >= self.limits.peers
            or self._by_address[peer.address] >= self.limits.per_address
            or sum(1 for one in self.peers if not one.name) >= self.limits.unknown
        ):
            peer.hang_up()
            return
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        self.peers.add(peer)
        self._by_address[peer.address] += 1
        try:
            await self.talk(peer)
            await peer.finish()
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            peer.hang_up()
        except Exception:
            log.exception("door: a peer's frame ended its connection")
            peer.hang_up()
        finally:
            self.peers.discard(peer)
            self._by_address[peer.address] -= 1
            if not self._by_address[peer.address]:
                del self._by_address[peer.address]
            if task is not None:
                self._tasks.discard(task)

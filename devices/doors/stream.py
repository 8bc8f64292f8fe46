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
BURST_S = 4.0  # a backlog of so many seconds' worth is read at once
UNSENT_BYTES = 256 * 1024  # a peer that reads nothing is dropped when so much waits for it


class Limits(NamedTuple):
    """Bounds of one door. The defaults fit a city: 22,000 terminals behind a few carriers' address translators."""

    peers: int = 30_000
    per_address: int = 5_000  # a carrier's translator holds thousands of terminals behind one address
    unknown_s: float = 30.0  # who has not said who it is by then is hung up on
    idle_s: float = 600.0  # three heartbeats of the slowest terminals
    unknown: int = 2_000  # peers at a time that have not said who they are
    bytes_s: int = 65_536  # of one peer on average; who sends more is read more slowly


class Peer:
    """One connection. ``name`` is empty until its door believes who it is."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self.reader, self.writer, self.limits = reader, writer, limits
        self.name = ""
        self.on_named: Callable[[], None] = lambda: None
        address = writer.get_extra_info("peername")
        self.address = str(address[0]) if address else "?"
        self._loop = asyncio.get_running_loop()
        self.born = self._loop.time()
        self._read_until = self.born  # when what was read would have been read at the pace of bytes_s

    def believe(self, name: str) -> None:
        """Its door knows now who it is."""
        if not self.name:
            self.on_named()
        self.name = name

    async def read(self) -> bytes:
        """The next bytes; empty when it hung up, fell silent, or did not say in time who it is."""
        ahead = self._read_until - self._loop.time()
        # A full buffer is read without waiting: the others must have their turn all the same
        await asyncio.sleep(max(0.0, ahead - BURST_S))
        wait = self.limits.idle_s
        if not self.name:
            wait = self.born + self.limits.unknown_s - self._loop.time()
        if wait <= 0:
            return b""
        try:
            async with asyncio.timeout(wait):  # wait_for would cost a task a frame
                data = await self.reader.read(READ_BYTES)
        except (TimeoutError, OSError, ssl.SSLError):
            return b""
        self._read_until = max(self._read_until, self._loop.time()) + len(data) / self.limits.bytes_s
        return data

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
        self._unknown = 0
        self._servers: list[asyncio.Server] = []

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """May be called once more for a second port: plain and TLS."""
        server = await asyncio.start_server(self._arrived, host, port, ssl=tls, limit=READ_BYTES, backlog=512)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer, self.limits)
        if (
            len(self.peers) >= self.limits.peers
            or self._by_address[peer.address] >= self.limits.per_address
            or self._unknown >= self.limits.unknown
        ):
            peer.hang_up()
            return
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        self.peers.add(peer)
        self._by_address[peer.address] += 1
        self._unknown += 1
        peer.on_named = self._named
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
            self._unknown -= not peer.name
            self._by_address[peer.address] -= 1
            if not self._by_address[peer.address]:
                del self._by_address[peer.address]
            if task is not None:
                self._tasks.discard(task)

    def _named(self) -> None:
        self._unknown -= 1

"""client → **link** → service: one TCP link that can be cut, frozen, delayed, throttled, reset or left half open, as cables and carriers do.

All links of a run share one event loop in a thread of their own; every verb may be called from any thread and holds at once, also for what
is connected already. `heal()` takes every ill away; connections that an ill has ended stay ended, as on a real network.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

PIECE = 65_536
WAITING = 16  # pieces of a direction that a delay may hold back; then the sender feels it
TICKS_S = 0.1  # a throttled link lets so much time pass between two drops
RST = struct.pack("ii", 1, 0)  # SO_LINGER 0: closing sends RST, not FIN


class _Loop:
    """One event loop in a daemon thread, made by the first link."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="links", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)


_shared: list[_Loop] = []


def _loop() -> _Loop:
    if not _shared:
        _shared.append(_Loop())
    return _shared[0]


class _Pair:
    """One connection through a link: two sockets, and a pump for each direction."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.dumb = False  # half open: the near side is heard by nobody, and nobody tells it

    def end(self, *, abruptly: bool) -> None:
        for writer in (self.near, self.far):
            _end(writer, abruptly=abruptly)


def _end(writer: asyncio.StreamWriter, *, abruptly: bool) -> None:
    with suppress(OSError, RuntimeError):
        if abruptly:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
            writer.transport.abort()
        else:
            writer.close()


class Link:
    """`link = Link("127.0.0.1", 5432)`; clients connect to `link.port` and reach that service until told otherwise."""

    def __init__(self, host: str, port: int, *, name: str = "", seed: int = 0) -> None:
        self.to, self.name = (host, port), name
        self.luck = random.Random(seed)
        self.carried = 0  # bytes, both ways
        self._pairs: set[_Pair] = set()
        self._closed = False  # new connections are refused, as by a dead host's neighbour
        self._delay_s = self._jitter_s = 0.0
        self._bps = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._run = _loop().run
        self._run(self._open())

    async def _open(self) -> None:
        self._passes = asyncio.Event()
        self._passes.set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def url(self, given: str) -> str:
        """The same URL by way of this link."""
        parts = urlsplit(given)
        who = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{who}@127.0.0.1:{self.port}" if who else f"127.0.0.1:{self.port}"))

    @property
    def open(self) -> int:
        """How many connections go through it now."""
        return len(self._pairs)

    def cut(self) -> None:
        """Nothing goes through: what was open breaks, what is new is refused."""
        self._do(self._cut)

    def freeze(self) -> None:
        """Nothing goes through and nobody is told: connections stay, new ones are taken and hear nothing."""
        self._do(lambda: self._passes.clear())

    def delay(self, ms: float, jitter: float = 0.0) -> None:
        """Every piece arrives so much later, plus up to `jitter` ms by chance; the order stays, it is TCP."""
        self._do(lambda: self._slow(ms / 1000, jitter / 1000))

    def throttle(self, bps: int) -> None:
        """At most so many bytes a second in each direction."""
        self._do(lambda: setattr(self, "_bps", bps))

    def reset(self) -> None:
        """RST to both ends of what is open; new connections pass."""
        self._do(lambda: self._end_all(abruptly=True))

    def half_open(self) -> None:
        """What is open goes deaf: the service's end is gone, the client's stays open and is never answered. New connections pass."""
        self._do(self._deafen)

    def heal(self) -> None:
        self._do(self._heal)

    def close(self) -> None:
        """The link is over, listener included."""

        async def over() -> None:
            self._server.close()
            self._cut()
            for task in list(self._tasks):
                task.cancel()

        self._run(over())

    def _do(self, change: Callable[[], Any]) -> None:
        async def now() -> None:
            change()

        self._run(now())

    def _cut(self) -> None:
        self._closed = True
        self._passes.set()  # whoever waited for a thaw finds the end instead
        self._end_all(abruptly=True)

    def _end_all(self, *, abruptly: bool) -> None:
        for pair in list(self._pairs):
            pair.end(abruptly=abruptly)

    def _slow(self, delay_s: float, jitter_s: float) -> None:
        self._delay_s, self._jitter_s = delay_s, jitter_s

    def _deafen(self) -> None:
        for pair in self._pairs:
            pair.dumb = True
            _end(pair.far, abruptly=True)

    def _heal(self) -> None:
        self._closed, self._bps = False, 0
        self._slow(0.0, 0.0)
        for pair in [one for one in self._pairs if one.dumb]:
            pair.end(abruptly=True)  # the carrier remembers nothing of them: the next piece would meet an RST
        self._passes.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed:
            _end(writer, abruptly=True)
            return
        await self._passes.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.to)
        except OSError:
            _end(writer, abruptly=True)
            return
        pair = _Pair(writer, far_writer)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._carry(pair, reader, far_writer, up=True), self._carry(pair, far_reader, writer, up=False))
        finally:
            pair.end(abruptly=False)
            self._pairs.discard(pair)

    async def _carry(self, pair: _Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        """One direction: read, hold back as long as the delay says, drop into the other end."""
        held: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING)
        dropping = asyncio.create_task(self._drop(pair, held, writer))
        self._tasks.add(dropping)
        now, due = asyncio.get_running_loop().time, 0.0
        data = b"begun"
        with suppress(OSError):
            while data:
                data = await reader.read(PIECE)
                if pair.dumb and not data:  # the far end is gone; the near one shall not hear of it
                    break
                due = max(due, now() + self._delay_s + self.luck.uniform(0, self._jitter_s))
                await held.put((due, data))
        if pair.dumb and not up:
            dropping.cancel()
            return
        await held.put((due, b""))
        with suppress(asyncio.CancelledError):
            await dropping
        self._tasks.discard(dropping)

    async def _drop(self, pair: _Pair, held: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        now = asyncio.get_running_loop().time
        while True:
            due, data = await held.get()
            if (wait := due - now()) > 0:
                await asyncio.sleep(wait)
            await self._passes.wait()
            if not data:
                break
            try:
                await self._write(pair, writer, data)
            except (OSError, RuntimeError):
                if not pair.dumb:
                    pair.end(abruptly=True)
        with suppress(OSError, RuntimeError):
            if writer.can_write_eof() and not pair.dumb:
                writer.write_eof()

    async def _write(self, pair: _Pair, writer: asyncio.StreamWriter, data: bytes) -> None:
        while data and not pair.dumb:
            size = max(1, int(self._bps * TICKS_S)) if self._bps else PIECE
            piece, data = data[:size], data[size:]
            if self._bps:
                await asyncio.sleep(len(piece) / self._bps)
                await self._passes.wait()
            self.carried += len(piece)
            writer.write(piece)
            await writer.drain()

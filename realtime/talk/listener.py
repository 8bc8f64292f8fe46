"""relay → **listener** → socket: one connection with a bounded queue and a task that writes it out; whoever does not keep up is let go. No Django."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from realtime.talk.groups import Seat

MOST_QUEUED = 400  # frames not even handed to the server: 7 s of three groups at once
MOST_BEHIND_S = 3.0
DEAF_AFTER_S = 5.0

Send = Callable[[str | bytes], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]


@dataclass(eq=False)
class Listener:
    actor: str
    name: str
    session: str
    scopes: tuple[str, ...]
    seats: dict[int, Seat]
    now: float
    joined: set[int] = field(default_factory=set)
    sent: int = 0  # binary messages
    unacked: deque[tuple[int, float]] = field(default_factory=deque)
    acked_at: float = 0.0
    closing: int | None = None  # close code
    _queue: deque[str | bytes] = field(default_factory=deque)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.acked_at = self.now

    def say(self, text: str) -> None:
        self._put(text)

    def hear(self, data: bytes, now: float) -> None:
        self.sent += 1
        self.unacked.append((self.sent, now))
        self._put(data)

    def _put(self, data: str | bytes) -> None:
        if self.closing is None:
            self._queue.append(data)
            if len(self._queue) > MOST_QUEUED:
                self.close(4008)
            self._more.set()

    def close(self, code: int) -> None:
        """What is queued is no longer of interest to anybody."""
        if self.closing is None:
            self.closing = code
            self._queue.clear()
            self._more.set()

    def ack(self, n: int, now: float) -> None:
        self.acked_at = now
        while self.unacked and self.unacked[0][0] <= n:
            self.unacked.popleft()

    def behind(self, now: float) -> bool:
        return bool(self.unacked) and now - self.unacked[0][1] > MOST_BEHIND_S

    def deaf(self, now: float) -> bool:
        return now - self.acked_at > DEAF_AFTER_S

    async def write(self, send: Send, close: Close) -> None:
        """Runs for as long as the connection does."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._queue:
                await send(self._queue.popleft())
            if self.closing is not None:
                await close(self.closing)
                return

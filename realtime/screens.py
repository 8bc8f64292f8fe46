"""One connected screen as the hub sees it: what it follows, how far it is, and whether it keeps up."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from realtime.covering import Covering

MAX_FRAMES = 2000  # unacknowledged text frames: about a minute of a city in crisis
MAX_BYTES = 1 << 20
MAX_LAG_S = 15.0  # a healthy screen acknowledges every 2 s
TICK_S = 0.25  # of the gateways
MAX_PICTURES = 2  # Daphne buffers without limit; so never more than two on the way

Send = Callable[[str | bytes], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]


@dataclass(eq=False)
class Screen:
    actor: str
    session: str
    scopes: tuple[str, ...]  # area prefixes it may read
    send: Send
    close: Close
    covering: Covering | None = None  # of one at which strangers may look
    cursor: dict[str, int] = field(default_factory=dict)  # stream → last seq handed over
    following: set[str] = field(default_factory=set)  # scopes as subscribed
    sent: int = 0
    unacked: deque[tuple[int, int, float]] = field(default_factory=deque)  # (n, bytes, when)
    unacked_bytes: int = 0
    areas: tuple[str, ...] = ()  # of the picture lane
    only: frozenset[int] | None = None  # subjects, when the scope is finer than a district
    every: int = 1
    pictures: deque[int] = field(default_factory=deque)  # unacknowledged ticks
    drawn: int = 0  # tick of the last picture message
    drawn_at: float = 0.0
    up_to_date: bool = False

    async def send_text(self, text: str, now: float) -> None:
        if self.covering is not None:
            text = await self.covering.text(text)
        self.sent += 1
        size = len(text)
        self.unacked.append((self.sent, size, now))
        self.unacked_bytes += size
        await self.send(text)

    def got(self, n: int) -> None:
        while self.unacked and self.unacked[0][0] <= n:
            self.unacked_bytes -= self.unacked.popleft()[1]

    def lags(self, now: float) -> bool:
        return (
            len(self.unacked) > MAX_FRAMES or self.unacked_bytes > MAX_BYTES or bool(self.unacked and now - self.unacked[0][2] > MAX_LAG_S)
        )

    def may_read(self, stream: str, area: str | None) -> bool:
        return stream == self.actor if area is None else area.startswith(self.scopes)

    def drew(self, tick: int) -> None:
        while self.pictures and self.pictures[0] <= tick:
            self.pictures.popleft()

    def takes_picture(self, tick: int) -> bool:
        return bool(self.areas) and len(self.pictures) < MAX_PICTURES and (self.every == 1 or tick % self.every == 0)

    def waits_for_picture(self, now: float) -> bool:
        """It missed a tick and may have it now: in a quiet city the next tick would come seconds later."""
        return (
            bool(self.areas)
            and not self.up_to_date
            and len(self.pictures) < MAX_PICTURES
            and now - self.drawn_at >= (self.every + 1) * TICK_S
        )

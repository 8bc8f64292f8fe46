"""request → **floor** → grant: who may speak in one group. A state machine without a clock of its own and without Django.

Each call says what time it is and answers with what is to be told to whom. There is never more than one holder, and each request is
answered: granted, denied, or queued and later granted or denied.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

HIGHEST = 10


class Speaker(NamedTuple):
    """`key` is the connection, `actor` the person: somebody with two windows has two keys."""

    key: Hashable
    actor: str
    name: str


@dataclass(frozen=True)
class Limits:
    """Rules `talk.*`; the defaults are those of docs/talk.md §4."""

    max_s: float = 30.0
    warn_s: float = 5.0
    silent_s: float = 1.0
    drain_s: float = 0.15  # the last frame may come after the release where a client sends them so
    turn_s: float = 3.0  # whoever waited may have let the key go
    queue_s: float = 15.0
    queue_most: int = 8
    penalty_s: float = 3.0
    preempt_from: int = 8


class Grant(NamedTuple):
    to: Speaker
    burst: int
    rid: int
    queued: bool


class Deny(NamedTuple):
    to: Speaker
    rid: int
    why: str
    wait_s: float = 0.0


class Queued(NamedTuple):
    to: Speaker
    rid: int
    pos: int


class Taken(NamedTuple):
    burst: int
    by: Speaker
    priority: int
    act: int | None


class Warn(NamedTuple):
    to: Speaker
    burst: int
    left_s: float


class Revoke(NamedTuple):
    to: Speaker
    burst: int
    why: str


class Idle(NamedTuple):
    burst: int
    why: str


Effect = Grant | Deny | Queued | Taken | Warn | Revoke | Idle
ENDS = {
    "limit": "limit",
    "preempted": "preempted",
    "silent": "silent",
    "kicked": "kicked",
    "muted": "kicked",
    "removed": "kicked",
    "closed": "kicked",
}


@dataclass
class Held:
    speaker: Speaker
    priority: int
    burst: int
    since: float
    quiet_until: float
    act: int | None = None
    ended: bool = False  # LAST was seen
    warned: bool = False
    drain_until: float | None = None


@dataclass
class Waiting:
    speaker: Speaker
    priority: int
    rid: int
    since: float
    act: int | None = None
    pos: int = 0


@dataclass
class Floor:
    next_burst: Callable[[], int]
    limits: Limits = field(default_factory=Limits)
    locked: bool = False
    lowest: int = 1  # priority below which nobody is heard here
    held: Held | None = None
    waiting: list[Waiting] = field(default_factory=list)
    penalties: dict[str, float] = field(default_factory=dict)

    # ---- what clients do

    def request(self, now: float, speaker: Speaker, priority: int, rid: int, *, act: int | None = None) -> list[Effect]:
        """`act`: an act of authority, which passes a lock and speaks at the highest priority."""
        told = self.tick(now)
        held = self.held
        if held is not None and held.speaker.key == speaker.key:
            if held.drain_until is None and (act is None or act == held.act):
                return [*told, Grant(held.speaker, held.burst, rid, False)]
            told += self._end(now, "released")  # pressed again at once: whoever waited comes first
        elif held is not None and held.speaker.actor == speaker.actor:
            # Another window, or the same page on a new connection before the old one was missed
            told += self._end(now, "lost")
        if act is not None:
            priority = HIGHEST
        elif refusal := self._refusal(now, speaker, priority, rid):
            return [*told, refusal, *self._leave_queue(lambda waiting: waiting.speaker.actor == speaker.actor)]
        held = self.held
        if held is None:
            told += self._leave_queue(lambda waiting: waiting.speaker.actor == speaker.actor)
            return told + self._grant(now, speaker, priority, rid, act, queued=False)
        if priority >= self.limits.preempt_from and priority > held.priority:
            told += self._leave_queue(lambda waiting: waiting.speaker.actor == speaker.actor)
            told += [Revoke(held.speaker, held.burst, "preempted"), Idle(held.burst, "preempted")]
            return told + self._grant(now, speaker, priority, rid, act, queued=False)
        return told + self._queue(now, speaker, priority, rid, act)

    def release(self, now: float, key: Hashable, burst: int | None) -> list[Effect]:
        """With the burst: the end of it. Without: a request is taken back, or the floor given back that it was answered with."""
        told = self.tick(now)
        held = self.held
        if held is not None and held.speaker.key == key and burst in (None, held.burst):
            if held.ended or burst is None:
                return told + self._end(now, "released")
            if held.drain_until is None:
                held.drain_until = now + self.limits.drain_s
            return told
        if burst is None:
            told += self._leave_queue(lambda waiting: waiting.speaker.key == key)
        return told

    def frame(self, now: float, key: Hashable, burst: int, last: bool) -> tuple[bool, list[Effect]]:
        """(is it heard, what follows). Only the holder's frames of this burst are."""
        told = self.tick(now)
        held = self.held
        if held is None or held.speaker.key != key or held.burst != burst or held.ended:
            return False, told
        held.quiet_until = now + self.limits.silent_s
        held.ended = last
        if last and held.drain_until is not None:
            return True, told + self._end(now, "released")
        return True, told

    def gone(self, now: float, key: Hashable) -> list[Effect]:
        """The connection is no more."""
        told = self._leave_queue(lambda waiting: waiting.speaker.key == key)
        if self.held is not None and self.held.speaker.key == key:
            told += self._end(now, "released" if self.held.drain_until is not None else "lost")
        return told

    # ---- what authority and time do

    def revoke(self, now: float, why: str) -> list[Effect]:
        held = self.held
        if held is None:
            return []
        return [Revoke(held.speaker, held.burst, why), *self._end(now, ENDS[why])]

    def refuse_waiting(self, why: str, whom: Callable[[Waiting], bool] = lambda _: True) -> list[Effect]:
        """The group was locked or closed, or somebody in the queue was muted."""
        gone = [waiting for waiting in self.waiting if whom(waiting)]
        return [*(Deny(waiting.speaker, waiting.rid, why) for waiting in gone), *self._leave_queue(whom)]

    def tick(self, now: float) -> list[Effect]:
        """What time alone changes; safe to call at any moment."""
        told: list[Effect] = []
        old = [waiting for waiting in self.waiting if now - waiting.since >= self.limits.queue_s]
        if old:
            told += [Deny(waiting.speaker, waiting.rid, "expired") for waiting in old]
            told += self._leave_queue(lambda waiting: waiting in old)
        held = self.held
        if held is None:
            return told
        limit = held.since + self.limits.max_s
        if held.drain_until is not None:
            if now >= held.drain_until:
                told += self._end(now, "released")
        elif now >= limit:
            if self.waiting:
                self.penalties[held.speaker.actor] = now + self.limits.penalty_s
            told += self.revoke(now, "limit")
        elif now >= held.quiet_until:
            told += [*self._end(now, "released")] if held.ended else self.revoke(now, "silent")
        elif not held.warned and now >= limit - self.limits.warn_s:
            held.warned = True
            told.append(Warn(held.speaker, held.burst, round(limit - now, 1)))
        return told

    def due(self) -> float | None:
        """When time alone will change something next."""
        times = [waiting.since + self.limits.queue_s for waiting in self.waiting]
        if (held := self.held) is not None:
            limit = held.since + self.limits.max_s
            times += [limit, held.quiet_until] if held.drain_until is None else [held.drain_until]
            if not held.warned:
                times.append(limit - self.limits.warn_s)
        return min(times, default=None)

    # ---- within

    def _refusal(self, now: float, speaker: Speaker, priority: int, rid: int) -> Deny | None:
        if self.locked:
            return Deny(speaker, rid, "locked")
        if priority < self.lowest:
            return Deny(speaker, rid, "priority")
        self.penalties = {actor: until for actor, until in self.penalties.items() if until > now}
        if (until := self.penalties.get(speaker.actor)) is not None:
            return Deny(speaker, rid, "penalty", until - now)
        return None

    def _grant(self, now: float, speaker: Speaker, priority: int, rid: int, act: int | None, *, queued: bool) -> list[Effect]:
        burst = self.next_burst()
        quiet = self.limits.turn_s if queued else self.limits.silent_s
        self.held = Held(speaker, priority, burst, now, now + quiet, act)
        return [Grant(speaker, burst, rid, queued), Taken(burst, speaker, priority, act)]

    def _end(self, now: float, why: str) -> list[Effect]:
        assert self.held is not None
        told: list[Effect] = [Idle(self.held.burst, why)]
        self.held = None
        if self.waiting:
            first = self.waiting.pop(0)
            told += self._grant(now, first.speaker, first.priority, first.rid, first.act, queued=True)
            told += self._positions()
        return told

    def _queue(self, now: float, speaker: Speaker, priority: int, rid: int, act: int | None) -> list[Effect]:
        told: list[Effect] = []
        known = next((waiting for waiting in self.waiting if waiting.speaker.actor == speaker.actor), None)
        if known is not None:
            self.waiting.remove(known)
        new = Waiting(speaker, priority, rid, known.since if known else now, act)
        self.waiting.append(new)
        self.waiting.sort(key=lambda waiting: (-waiting.priority, waiting.since))
        if len(self.waiting) > self.limits.queue_most:
            out = self.waiting.pop()
            told.append(Deny(out.speaker, out.rid, "full"))
        return told + self._positions()

    def _leave_queue(self, whom: Callable[[Waiting], bool]) -> list[Effect]:
        stay = [waiting for waiting in self.waiting if not whom(waiting)]
        if len(stay) == len(self.waiting):
            return []
        self.waiting = stay
        return self._positions()

    def _positions(self) -> list[Effect]:
        """Whoever's place changed is told."""
        told: list[Effect] = []
        for pos, waiting in enumerate(self.waiting, 1):
            if waiting.pos != pos:
                waiting.pos = pos
                told.append(Queued(waiting.speaker, waiting.rid, pos))
        return told

    def set_limits(self, **given: float) -> None:
        self.limits = replace(self.limits, **given)  # type: ignore[arg-type]

"""squelch, floor → **channel** → request, PTT: one radio channel in one talk group. A state machine without a clock of its own and without Django.

Half duplex, as radios are: while the channel transmits we do not key it, while we key it what it returns is our own. What a radio says
goes to the group only with the floor; what the group says goes to the radio only while its channel is free.
"""

from __future__ import annotations

import math
import struct
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

FRAME_S, SAMPLES, RATE = 0.02, 160, 8000
SILENCE = bytes(2 * SAMPLES)
MOST_WAITING = 25  # frames kept until the floor is given: half a second, as any client (docs/talk.md §3)
MOST_BEHIND = 50  # frames of the group that wait for the radio: a second; more is a clock that runs wrong
PER_MESSAGE = 3


def beeps(count: int = 3, hz: int = 1000, on: int = 6, off: int = 4) -> list[bytes]:
    """Frames of the tone that says "not given"."""
    tone = [
        struct.pack(f"<{SAMPLES}h", *(int(9000 * math.sin(2 * math.pi * hz * (frame * SAMPLES + n) / RATE)) for n in range(SAMPLES)))
        for frame in range(on)
    ]
    return [frame for _ in range(count) for frame in (*tone, *[SILENCE] * off)]


REFUSED_TONE = beeps()


class Ask(NamedTuple):
    rid: int


class GiveBack(NamedTuple):
    burst: int | None  # None: the request


class Speak(NamedTuple):
    burst: int
    seq: int
    frames: list[bytes]
    last: bool
    preroll: bool


Effect = Ask | GiveBack | Speak


@dataclass(frozen=True)
class Timing:
    guard_s: float = 0.5  # after our transmission: the repeater's tail, and the echo of a network behind it
    lead_s: float = 0.2  # keyed before the first word: time for the call to be set up on DMR, and our buffer against jitter
    limit_s: float = 60.0  # radios stop by themselves after that; a transmitter that is never let go burns


@dataclass
class Channel:
    timing: Timing = field(default_factory=Timing)
    tone: bool = True
    carrier: bool = False
    keyed: bool = False
    burst: int | None = None  # ours
    other: int | None = None  # somebody else's, which is going on
    counts: dict[str, int] = field(default_factory=lambda: {"carried": 0, "refused": 0, "guarded": 0, "limited": 0})
    _rid: int = 0
    _asking: bool = False
    _shut: str = ""  # why what the radio says now goes nowhere, until its carrier falls
    _since: float = 0.0  # of the carrier
    _keyed_at: float = 0.0
    _guard_until: float = 0.0
    _muted_burst: int | None = None  # the rest of it was too long for the transmitter
    _said: list[bytes] = field(default_factory=list)
    _seq: int = 0
    _preroll: bool = False
    _out: deque[bytes] = field(default_factory=deque)

    # ---- from the radio

    def heard(self, now: float, pcm: bytes) -> list[Effect]:
        """One frame while the squelch is open."""
        told: list[Effect] = []
        if not self.carrier:
            self.carrier, self._since = True, now
            if self.keyed:
                self._shut = "guarded"
                self._count("guarded")
        if self._shut or now < self._guard_until:
            return told  # our own words come back
        if self.burst is None and not self._asking:
            self._rid += 1
            self._asking, self._seq, self._said = True, 0, []
            told.append(Ask(self._rid))
        elif now - self._since > self.timing.limit_s:
            self._count("limited")
            return self._stop("limited")
        self._said.append(pcm)
        if self.burst is None:
            del self._said[:-MOST_WAITING]
            return told
        return told + self._speak()

    def fell(self, now: float) -> list[Effect]:
        """The carrier is gone."""
        if not self.carrier:
            return []
        self.carrier = False
        shut, self._shut = self._shut, ""
        if shut == "refused" and self.tone:
            self._out.extendleft(reversed(REFUSED_TONE))
        return self._stop("")

    # ---- from the group

    def granted(self, now: float, rid: int, burst: int) -> list[Effect]:
        if rid != self._rid or not self._asking:
            return [GiveBack(burst)]
        self._asking, self.burst, self._preroll = False, burst, True
        self._count("carried")
        return self._speak()

    def refused(self, rid: int) -> list[Effect]:
        """Denied, or put into a queue: whoever holds a radio cannot wait for a turn, so the place is given back and the radio told."""
        if rid != self._rid or not self._asking:
            return []
        self._count("refused")
        return self._stop("refused")

    def revoked(self, burst: int) -> list[Effect]:
        if burst != self.burst:
            return []
        self.burst = None
        self._count("refused")
        return self._stop("refused")

    def taken(self, burst: int) -> None:
        self.other = burst

    def idle(self, burst: int) -> None:
        if burst == self.other:
            self.other = None
        if burst == self._muted_burst:
            self._muted_burst = None

    def spoken(self, now: float, burst: int, pcm: bytes) -> None:
        """One frame of the group. Live: what cannot be sent now is not sent later."""
        if burst == self._muted_burst or (self.carrier and not self._stuck(now)):
            return
        if len(self._out) < MOST_BEHIND:
            self._out.append(pcm)

    def cut(self) -> list[Effect]:
        """The connection is gone, and with it every floor."""
        self.other = self.burst = None
        self._asking = False
        if self.carrier:
            self._shut = "refused"
        self._said = []
        return []

    # ---- towards the radio

    def tick(self, now: float) -> bytes | None:
        """Each 20 ms: the frame to transmit, or None with the PTT let go."""
        if not self.keyed:
            if not self._out or (self.carrier and not self._stuck(now)):
                return None
            self.keyed, self._keyed_at = True, now
            self._out.extendleft([SILENCE] * round(self.timing.lead_s / FRAME_S))
        if now - self._keyed_at > self.timing.limit_s:
            self._count("limited")
            self._muted_burst = self.other
            self._out.clear()
            self._unkey(now)
            return None
        if self._out:
            return self._out.popleft()
        if self.other is not None:
            return SILENCE  # it goes on, its next message is late
        self._unkey(now)
        return None

    # ---- within

    def _unkey(self, now: float) -> None:
        self.keyed, self._guard_until = False, now + self.timing.guard_s

    def _stuck(self, now: float) -> bool:
        """A carrier that never falls is interference or a pressed key under a seat; it must not keep the group from the radios."""
        return now - self._since > self.timing.limit_s

    def _speak(self) -> list[Effect]:
        assert self.burst is not None
        told: list[Effect] = []
        while len(self._said) >= PER_MESSAGE:
            told.append(self._message(self._said[:PER_MESSAGE], last=False))
            del self._said[:PER_MESSAGE]
        self._preroll = False
        return told

    def _message(self, frames: list[bytes], *, last: bool) -> Speak:
        assert self.burst is not None
        seq, self._seq = self._seq, self._seq + len(frames)
        return Speak(self.burst, seq, frames, last, self._preroll)

    def _stop(self, shut: str) -> list[Effect]:
        """What was said so far goes out, and the floor is given back."""
        self._shut = shut
        told: list[Effect] = []
        if self._asking:
            told.append(GiveBack(None))
        elif self.burst is not None:
            told += [self._message(self._said[:PER_MESSAGE] or [SILENCE], last=True), GiveBack(self.burst)]
        self._asking, self.burst, self._said = False, None, []
        return told

    def _count(self, what: str) -> None:
        self.counts[what] += 1

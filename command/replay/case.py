"""case file → **case** → replay: a case answers what the live record answers, from its own parts only."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from command.replay.board import Board, happened_at
from command.replay.casefile import Reader
from command.replay.fixes import Fixes, Who, believed, newest
from command.replay.live import Picture, who_of
from command.replay.moments import Told
from command.replay.rows import Moment, ReplayAxis, Spoken
from devices.sane import LATE as CAME_LATE
from realtime.positions import SOS
from realtime.reduce import reduce


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@lru_cache(maxsize=4)
def opened(path: Path) -> Reader:
    return Reader(path)


class CaseRecord:
    """Read-only by its nature: there is nothing to write to."""

    def __init__(self, path: Path, case_id: int) -> None:
        self.case_id = case_id
        self.reader = opened(path)
        self.about = self.reader.manifest

    def _chunk(self, at_ms: int) -> int:
        return min(self.about.chunks - 1, max(0, (at_ms - self.about.since_ms) // (self.about.chunk_s * 1000)))

    def _start(self, chunk: int) -> int:
        return self.about.since_ms + chunk * self.about.chunk_s * 1000

    # -- boards ------------------------------------------------------------------------------------

    def board(self, at: datetime, *, happened: bool) -> Board:
        chunk = self._chunk(ms(at))
        events = [event for event in self._events(chunk) if datetime.fromisoformat(event["at"]) <= at]
        if happened:
            events += self._late(at)
        state = reduce(self.reader.json(f"boards/{chunk}.json"), [(event["kind"], event["body"]) for event in events])
        heads: dict[str, int] = {}
        for event in events:
            heads[event["stream"]] = max(heads.get(event["stream"], 0), event["seq"])
        return Board(state, heads, True)

    def _events(self, chunk: int) -> list[Moment]:
        found: list[Moment] = self.reader.json(f"events/{chunk}.json")
        return found

    def _late(self, at: datetime) -> list[Moment]:
        """Entered after `at`, had happened by then."""
        later = [event for chunk in range(self._chunk(ms(at)), self.about.chunks) for event in self._events(chunk)]
        late = [event for event in later if _then(event) <= at < datetime.fromisoformat(event["at"])]
        return sorted(late, key=_then)

    def moments(self, since: datetime, until: datetime, *, happened: bool) -> Told:
        first, last = self._chunk(ms(since)), self._chunk(ms(until))
        events = [event for chunk in range(first, self.about.chunks if happened else last + 1) for event in self._events(chunk)]
        found = []
        for event in events:
            time = _then(event) if happened else datetime.fromisoformat(event["at"])
            if since < time <= until:
                found.append((time, event | {"time": time.astimezone().isoformat()}))
        found.sort(key=lambda one: one[0])
        return Told([event for _, event in found], until)

    # -- positions ---------------------------------------------------------------------------------

    def picture(self, at: datetime, *, happened: bool) -> Picture:
        chunk, at_ms = self._chunk(ms(at)), ms(at)
        fixes = np.concatenate([self.reader.fixes(f"places/{chunk}.bin"), self.reader.fixes(f"moves/{chunk}.bin")])
        if happened:
            fixes = np.concatenate([fixes, self.reader.fixes("late.bin"), self._soon(chunk, at_ms)])
            fixes = newest(believed(fixes[fixes["fixed"] <= at_ms], late=True), "fixed")
        else:
            fixes = newest(believed(fixes[fixes["received"] <= at_ms], late=False), "received")
        return Picture(self._marked(fixes, at_ms), who_of(self.board(at, happened=False).state))

    def _soon(self, chunk: int, at_ms: int) -> Fixes:
        """The clock of a device runs ahead, or its fix crossed the border of two chunks."""
        following = chunk + 1 if chunk + 1 < self.about.chunks and self._start(chunk + 1) - at_ms < 30_000 else None
        return self.reader.fixes(f"moves/{following}.bin") if following is not None else self.reader.fixes(f"moves/{chunk}.bin")[:0]

    def moves(self, since: datetime, until: datetime, step_s: float, *, happened: bool) -> tuple[list[tuple[float, Fixes]], Who]:
        time, since_ms, until_ms = "fixed" if happened else "received", ms(since), ms(until)
        parts = [self.reader.fixes(f"moves/{n}.bin") for n in range(self._chunk(since_ms), self._chunk(until_ms) + 1)]
        if happened:
            parts += [self.reader.fixes("late.bin"), self._soon(self._chunk(until_ms), until_ms)]
        fixes = believed(np.concatenate(parts), late=happened)
        fixes = fixes[(fixes[time] > since_ms) & (fixes[time] <= until_ms)]
        steps = np.ceil((fixes[time] - since_ms) / (step_s * 1000)).astype(np.int64)
        ticks = []
        for step in np.unique(steps).tolist():
            end = step * step_s
            ticks.append((end, self._marked(newest(fixes[steps == step], time), since_ms + math.ceil(end * 1000))))
        return ticks, who_of(self.board(until, happened=False).state)

    def _marked(self, fixes: Fixes, at_ms: int) -> Fixes:
        """Who was offline or in distress: the marks at the chunk's start, and those set within it."""
        changes: dict[int, tuple[int, int]] = {}
        for subject, when, flags in self.reader.json(f"marks/{self._chunk(at_ms)}.json"):
            if when <= at_ms:
                changes[subject] = (when, flags)
        for n, fix in enumerate(fixes):
            if change := changes.get(int(fix["subject"])):
                fixes["marks"][n] = change[1] if change[0] >= fix["received"] else change[1] & SOS
        return fixes

    # -- the rest ----------------------------------------------------------------------------------

    def spoken(self, since: datetime, until: datetime) -> list[Spoken]:
        bursts: list[Spoken] = self.reader.json("bursts.json")
        return [
            {**burst, "file": f"/api/replay/cases/{self.case_id}/bursts/{burst['id']}" if burst["file"] else None}
            for burst in bursts
            if since < datetime.fromisoformat(burst["started_at"]) <= until
        ]

    def axis(self) -> ReplayAxis:
        found: ReplayAxis = self.reader.json("axis.json")
        return found

    def trail(self, subject: int, since: datetime, until: datetime) -> Fixes:
        parts = [self.reader.fixes(f"moves/{n}.bin") for n in range(self._chunk(ms(since)), self._chunk(ms(until)) + 1)]
        fixes = np.concatenate([*parts, self.reader.fixes("late.bin")])
        fixes = fixes[(fixes["subject"] == subject) & (fixes["fixed"] > ms(since)) & (fixes["fixed"] <= ms(until))]
        _, first = np.unique(fixes["fixed"], return_index=True)
        chosen: Fixes = fixes[first]
        return chosen

    @property
    def since(self) -> datetime:
        return datetime.fromtimestamp(self.about.since_ms / 1000, UTC)

    @property
    def until(self) -> datetime:
        return datetime.fromtimestamp(self.about.until_ms / 1000, UTC)


def _then(event: Moment) -> datetime:
    return happened_at(event["kind"], event["body"], datetime.fromisoformat(event["at"]))


def late_of(fixes: Fixes) -> Fixes:
    """As the history's index of late fixes has it."""
    late: Fixes = fixes[(fixes["flags"] == CAME_LATE) | (fixes["received"] - fixes["fixed"] > 30_000)]
    return late

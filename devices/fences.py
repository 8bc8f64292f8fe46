"""dispatch → **fences** → gateway: who says which fences there are, and the gateway's own look at them once a tick.

A higher layer registers one provider in its AppConfig.ready; the registry thread asks it every few seconds and whenever the registry rings.
What the fences see leaves as a promise (`Crossings`): an inbox row, handled once by whoever registered for it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from django.db import DatabaseError

from devices.fencing import Fence, Fencing, Floats, Ground, Ints, Manners, prepare
from devices.pipeline import Pipeline
from devices.readings import Crossed, Crossings, Source, Taken

log = logging.getLogger(__name__)

SOURCE = Source("fence", "gateway")
MOST = 2_000  # crossings of one row; a fence over half the city that a thousand cross at once is still a few rows


class Book(NamedTuple):
    """Every fence in force, and who is inside of each by what has been handled so far."""

    fences: list[Fence]
    inside: Mapping[int, set[int]]
    manners: Manners


class Read(NamedTuple):
    """A new book, its shapes prepared."""

    ground: Ground
    inside: Mapping[int, set[int]]


Provider = Callable[[object], tuple[object, Book] | None]
_provider: list[Provider] = []


def provide(provider: Provider) -> None:
    """`provider(seen)` gives None while nothing changed since it gave `seen` (None at first), else (seen, book)."""
    _provider[:] = [provider]


class FenceReader:
    """On the registry's thread: preparing the shapes of hundreds of fences takes longer than the loop may stand still."""

    def __init__(self) -> None:
        self.seen: object = None

    def read(self) -> Read | None:
        try:
            found = _provider[0](self.seen) if _provider else None
            if found is None:
                return None
            self.seen, book = found
            return Read(prepare(book.fences, book.manners), book.inside)
        except DatabaseError:
            raise
        except Exception:  # positions and orders must not stop for a fence nobody can read
            log.exception("fences: not read, going on with those there were")
            return None


class Watch:
    """On the loop: hands the fixes of each tick to the engine and what it says to `keep`."""

    def __init__(self, line: Pipeline, keep: Callable[[Crossings], None]) -> None:
        self.line, self.keep = line, keep
        self.engine = Fencing(self._about)

    def _about(self, subject: int) -> tuple[int, int]:
        track = self.line.tracks[subject]
        return track.kind, track.exercise

    def learn(self, read: Read) -> None:
        before = len(self.engine.ground.fences)
        self._take()
        taken = self.engine.learn(read.ground, read.inside, self._last)
        self.line.fenced = bool(read.ground.fences)
        if self.line.fenced and not before:
            # Everybody's last place, once: who went out while no gateway ran is told now, not with the next fix.
            self.line.fresh = [(track, track.fix) for track in self.line.tracks.values() if track.fix is not None]
        self._tell([], taken)
        log.info("fences: %s in force, %s new", len(read.ground.fences), len(taken))

    def tick(self) -> None:
        if self.line.fresh:
            self._tell(self._take(), [])

    def _take(self) -> list[Crossed]:
        fresh, self.line.fresh = self.line.fresh, []
        if not fresh:
            return []
        count = len(fresh)
        return self.engine.take(
            np.fromiter([track.subject for track, _ in fresh], np.int64, count),
            np.fromiter([fix.lon for _, fix in fresh], np.float64, count),
            np.fromiter([fix.lat for _, fix in fresh], np.float64, count),
            np.fromiter([fix.received_ms if fix.at_ms is None else fix.at_ms for _, fix in fresh], np.int64, count),
            np.fromiter([fix.accuracy or 0.0 for _, fix in fresh], np.float64, count),
        )

    def _last(self) -> tuple[Ints, Floats, Floats]:
        placed = [(track.subject, track.fix.lon, track.fix.lat) for track in self.line.tracks.values() if track.fix is not None]
        return (
            np.array([subject for subject, _, _ in placed], np.int64),
            np.array([lon for _, lon, _ in placed], np.float64),
            np.array([lat for _, _, lat in placed], np.float64),
        )

    def _tell(self, crossed: list[Crossed], taken: list[Taken]) -> None:
        now = self.line.now_ms()
        for at in range(0, max(len(crossed), 1 if taken else 0), MOST):
            some = crossed[at : at + MOST]
            self.keep(
                Crossings(source=SOURCE, received_ms=now, message_id=secrets.token_hex(12), crossed=some, taken=taken if at == 0 else [])
            )

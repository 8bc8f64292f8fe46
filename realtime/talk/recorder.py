"""relay → **recorder** → disk and database: writes what is said, on threads of its own, so that neither a slow disk nor a dead database is heard.

A burst's file is `<day>/<burst>.open` while somebody speaks, `.burst` when it is over, `.kept` when the database knows it. What a killed process
left as `.open` or `.burst` is listed by the next one.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from realtime.talk import burstlog

log = logging.getLogger(__name__)

MOST_WAITING = 5000  # messages: a minute of five groups that speak at once, 1 MB
AGAIN_S = 1.0


class Begin(NamedTuple):
    burst: int
    day: str
    meta: dict[str, Any]


class Message(NamedTuple):
    burst: int
    at_ms: int
    data: bytes


class End(NamedTuple):
    burst: int
    at_ms: int
    why: str


Keep = Callable[[Path, burstlog.BurstLog], None]  # the row and the event; idempotent, since it is tried until it succeeds


class Recorder:
    def __init__(self, root: Path, keep: Keep) -> None:
        self.root, self._keep = root, keep
        self._orders: queue.SimpleQueue[Begin | Message | End | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._files: dict[int, tuple[int, Path]] = {}
        self._dropped: dict[int, int] = {}
        self._ending = threading.Event()
        self._writer = threading.Thread(target=self._write, name="talk-writer", daemon=True)
        self._keeper = threading.Thread(target=self._keep_all, name="talk-keeper", daemon=True)
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted([*root.glob("*/*.open"), *root.glob("*/*.burst")]):
            self._done.put(path)
        self._writer.start()
        self._keeper.start()

    # ---- called by the relay: never waits

    def begin(self, burst: int, day: str, meta: dict[str, Any]) -> None:
        self._orders.put(Begin(burst, day, meta))

    def message(self, burst: int, at_ms: int, data: bytes) -> None:
        if self._orders.qsize() > MOST_WAITING:
            self._dropped[burst] = self._dropped.get(burst, 0) + 1
        else:
            self._orders.put(Message(burst, at_ms, data))

    def end(self, burst: int, at_ms: int, why: str) -> None:
        self._orders.put(End(burst, at_ms, why))

    def stop(self, timeout: float = 3.0) -> None:
        """What is written is on the disk afterwards; what the database does not take now is listed at the next start."""
        self._orders.put(None)
        self._writer.join(timeout)
        self._ending.set()
        self._done.put(None)
        self._keeper.join(timeout)

    # ---- writer thread

    def _write(self) -> None:
        while (order := self._orders.get()) is not None:
            try:
                match order:
                    case Begin(burst, day, meta):
                        self._begin(burst, day, meta)
                    case Message(burst, at_ms, data):
                        if (known := self._files.get(burst)) is not None:
                            os.write(known[0], burstlog.record(at_ms, data))
                    case End(burst, at_ms, why):
                        self._end(burst, at_ms, why)
            except OSError:
                log.exception("talk: burst %s not written", order.burst)

    def _begin(self, burst: int, day: str, meta: dict[str, Any]) -> None:
        path = self.root / day / f"{burst}.open"
        path.parent.mkdir(exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._files[burst] = handle, path
        os.write(handle, burstlog.head(meta))

    def _end(self, burst: int, at_ms: int, why: str) -> None:
        known = self._files.pop(burst, None)
        dropped = self._dropped.pop(burst, 0)
        if known is None:
            return
        handle, path = known
        try:
            os.write(handle, burstlog.ending(at_ms, {"why": why, "dropped": dropped}))
            os.fsync(handle)
        finally:
            os.close(handle)
        done = path.with_suffix(".burst")
        path.rename(done)
        self._done.put(done)

    # ---- keeper thread

    def _keep_all(self) -> None:
        while (path := self._done.get()) is not None:
            while not self._kept(path):
                if self._ending.wait(AGAIN_S):
                    return

    def _kept(self, path: Path) -> bool:
        """True when nothing more is to be done with it."""
        try:
            self._keep(path, burstlog.read(path))
            path.rename(path.with_suffix(".kept"))
        except burstlog.NoLog:
            log.warning("talk: %s holds nothing", path)  # killed before its head was written
            path.rename(path.with_suffix(".empty"))
        except FileNotFoundError:
            log.warning("talk: %s is gone", path)
        except Exception as error:  # the database is away, the disk is full: later
            log.warning("talk: %s kept later: %s", path.name, error)
            return False
        return True

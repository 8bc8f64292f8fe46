"""promise lane → **keeper** → inbox → handlers: two threads. One stores batches and only then lets go of the messages; one works them off."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg
from django.db import connection

from devices.dying import COMMITTED, mark
from devices.inbox.storing import Letter, store
from devices.inbox.working import run_due_inbox

log = logging.getLogger(__name__)

BATCH = 100
RETRY_S = 0.5
IDLE_S = 1.0  # the handlers also look by themselves: rows whose back-off has run out


def _nothing() -> None:
    pass


def _log_refusal(why: str) -> None:
    log.error("inbox: refused by the database: %s", why)


class Waiting(NamedTuple):
    """One message of the promise lane, in order. Without a letter it only waits for its turn to be acknowledged."""

    letter: Letter | None
    kept: Callable[[], None] = _nothing  # acknowledge, reply, move the marker
    refused: Callable[[str], None] = _log_refusal  # the database will never take it: quarantine and acknowledge


class Keeper(threading.Thread):
    """Storing. A database that is away stops acknowledging, and the broker keeps the messages."""

    def __init__(self, conninfo: Callable[[], str]) -> None:
        super().__init__(name="inbox-keeper", daemon=True)
        self.conninfo = conninfo
        self.queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self.work = threading.Event()
        self._down = False

    def put(self, waiting: Waiting) -> None:
        self.queue.put(waiting)

    def stop(self, timeout: float = 3.0) -> None:
        self.queue.put(None)
        self.join(timeout)

    def run(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        stopping = threading.Event()
        while not stopping.is_set():
            batch = self._batch(stopping)
            while batch and not (stopping.is_set() and self._down):
                try:
                    if connection is None:
                        connection = psycopg.connect(self.conninfo(), autocommit=True)
                        connection.execute("SET statement_timeout = '10s'")
                    self._store(connection, batch)
                    self._down = False
                    break
                except psycopg.OperationalError as error:
                    if not self._down:
                        log.warning(
                            "inbox: database away, nothing is acknowledged: %s", str(error).splitlines()[0] if str(error) else error
                        )
                    self._down = True
                    if connection is not None:
                        connection.close()
                        connection = None
                    stopping.wait(RETRY_S)
        if connection is not None:
            connection.close()

    def _batch(self, stopping: threading.Event) -> list[Waiting]:
        found: list[Waiting] = []
        item = self.queue.get()
        while True:
            if item is None:
                stopping.set()
            else:
                found.append(item)
            if len(found) >= BATCH or self.queue.empty():
                return found
            item = self.queue.get()

    def _store(self, connection: psycopg.Connection[Any], batch: list[Waiting]) -> None:
        letters = [waiting.letter for waiting in batch if waiting.letter is not None]
        refusals: dict[int, str] = {}
        if letters:
            try:
                store(connection, letters)
            except psycopg.OperationalError:
                raise
            except psycopg.Error:
                refusals = _one_by_one(connection, batch)
        for place, waiting in enumerate(batch):
            if place in refusals:
                waiting.refused(refusals[place])
            else:
                mark(COMMITTED, waiting.letter)
                waiting.kept()
        if letters:
            self.work.set()


def _one_by_one(connection: psycopg.Connection[Any], batch: list[Waiting]) -> dict[int, str]:
    """Find the letters the database will not have, by place in the batch."""
    refusals: dict[int, str] = {}
    for place, waiting in enumerate(batch):
        if waiting.letter is None:
            continue
        try:
            store(connection, [waiting.letter])
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            refusals[place] = str(error).splitlines()[0]
    return refusals


class Worker(threading.Thread):
    """Handlers, as soon as something was stored."""

    def __init__(self, work: threading.Event) -> None:
        super().__init__(name="inbox-worker", daemon=True)
        self.work = work
        self.stopping = False

    def stop(self, timeout: float = 5.0) -> None:
        self.stopping = True
        self.work.set()
        self.join(timeout)

    def run(self) -> None:
        while not self.stopping:
            self.work.wait(IDLE_S)
            self.work.clear()
            try:
                run_due_inbox()
            except Exception:
                log.exception("inbox: working off failed, going on")
        connection.close()

"""Which of two processes works: the one that holds an advisory lock in PostgreSQL; the other stands by."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg

log = logging.getLogger(__name__)

CHECK_S = 1.0


class Leadership(threading.Thread):
    """Waits for the lock, then holds it. ``lost`` is set when another process has it: this one must end."""

    def __init__(self, conninfo: Callable[[], str], key: int, what: str) -> None:
        super().__init__(name="leadership", daemon=True)
        self.conninfo, self.key, self.what = conninfo, key, what
        self.won, self.lost = threading.Event(), threading.Event()
        self._ending = threading.Event()

    def stop(self) -> None:
        self._ending.set()
        self.join(3)

    def run(self) -> None:
        waiting = away = False
        while not self._ending.is_set() and not self.lost.is_set():
            try:
                with psycopg.connect(self.conninfo(), autocommit=True) as connection:
                    away = False
                    while not self._ending.is_set():
                        if self._try(connection):
                            self.won.set()
                            self._hold(connection)
                            break
                        if self.won.is_set():
                            # The database restarted and the other one was faster
                            log.error("another %s holds the lock now", self.what)
                            self.lost.set()
                            return
                        if not waiting:
                            log.info("another %s works; standing by", self.what)
                            waiting = True
                        self._ending.wait(CHECK_S)
            except psycopg.Error as error:
                # While the database is away nobody can hold the lock; go on and take it again first thing
                if not away:
                    log.warning("leadership: %s", str(error).splitlines()[0] if str(error) else error)
                away = True
                self._ending.wait(CHECK_S / 4)

    def _try(self, connection: psycopg.Connection[Any]) -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (self.key,)).fetchone()
        return bool(row and row[0])

    def _hold(self, connection: psycopg.Connection[Any]) -> None:
        while not self._ending.wait(CHECK_S):
            connection.execute("SELECT 1")

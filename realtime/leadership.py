"""Which of two processes works: the one that holds an advisory lock in PostgreSQL; the other stands by.

The lock is a lease. A process that is killed loses it with its connection, one whose machine lost its power or its cable after eight seconds
of unanswered probes, and one that is alive but stands still – frozen, or starved – is put out by the one that stands by.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg

log = logging.getLogger(__name__)

CHECK_S = 1.0
# The holder asks the database for something each second. So many looks of the other without it having asked: it works no longer.
LOOKS = 12
# The server forgets a holder whose machine answers no more: 3 s of silence, then three probes (else two hours, Linux' own default)
PROBES = ("SET tcp_keepalives_idle = 3", "SET tcp_keepalives_interval = 2", "SET tcp_keepalives_count = 3")
HOLDER = (
    "SELECT a.pid, a.state_change FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (l.classid::bigint << 32) | l.objid::bigint = %s AND l.objsubid = 1"
)


class Leadership(threading.Thread):
    """Waits for the lock, then holds it. ``lost`` is set when another process has it: this one must end."""

    def __init__(self, conninfo: Callable[[], str], key: int, what: str) -> None:
        super().__init__(name="leadership", daemon=True)
        self.conninfo, self.key, self.what = conninfo, key, what
        self.won, self.lost = threading.Event(), threading.Event()
        self._ending = threading.Event()
        self._seen: tuple[Any, ...] | None = None
        self._looks = 0

    def stop(self) -> None:
        self._ending.set()
        self.join(3)

    def run(self) -> None:
        waiting = away = False
        while not self._ending.is_set() and not self.lost.is_set():
            try:
                with psycopg.connect(self.conninfo(), autocommit=True) as connection:
                    away, self._looks = False, 0
                    for probe in PROBES:
                        connection.execute(probe)
                    while not self._ending.is_set():
                        if self._try(connection):
                            self.won.set()
                            self._hold(connection)
                            break
                        if self.won.is_set():
                            # The database restarted and the other one was faster, or we stood still too long
                            log.error("another %s holds the lock now", self.what)
                            self.lost.set()
                            return
                        if not waiting:
                            log.info("another %s works; standing by", self.what)
                            waiting = True
                        self._put_out_who_stands_still(connection)
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

    def _put_out_who_stands_still(self, connection: psycopg.Connection[Any]) -> None:
        """By looks and not by the clock: a database that stood still itself has let neither of us ask, and costs nobody the lock."""
        seen = connection.execute(HOLDER, (self.key,)).fetchone()
        self._looks = self._looks + 1 if seen is not None and seen == self._seen else 0
        self._seen = seen
        if seen is not None and self._looks >= LOOKS:
            log.error("the %s that holds the lock has not moved for %s looks; it is put out", self.what, LOOKS)
            connection.execute("SELECT pg_terminate_backend(%s)", (seen[0],))
            self._looks = 0

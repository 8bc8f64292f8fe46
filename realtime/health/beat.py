"""The thread in each process that says "alive" every two seconds; silence for six means down."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

import psycopg

from realtime.database import conninfo
from realtime.health.notice import notify

log = logging.getLogger(__name__)

EVERY_S = 2.0
FORGET_AFTER = "1 hour"  # instances are named by process id; the dead ones are of no use to anybody

WRITE = """
INSERT INTO health_beat (process, instance, at, says) VALUES (%s, %s, clock_timestamp(), %s)
ON CONFLICT (process, instance) DO UPDATE SET at = clock_timestamp(), says = excluded.says
"""
FORGET = f"DELETE FROM health_beat WHERE process = %s AND at < clock_timestamp() - interval '{FORGET_AFTER}'"


class Beating:
    """One daemon thread with a connection of its own; it reconnects for ever."""

    def __init__(self, process: str, instance: str) -> None:
        self.process, self.instance = process, instance
        self.says: Callable[[], dict[str, Any]] = dict  # what the process tells of itself with each beat; must not wait
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"beat-{process}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        silent = False  # a database that is away is logged once, not every two seconds
        while not self._stop.is_set():
            try:
                with psycopg.connect(conninfo(), autocommit=True, connect_timeout=2) as connection:
                    connection.execute("SET statement_timeout = '2s'")
                    connection.execute(FORGET, (self.process,))
                    while True:
                        connection.execute(WRITE, (self.process, self.instance, json.dumps(self._telling())))
                        silent = False
                        notify("READY=1\nWATCHDOG=1")  # the first says that we are up; said again it changes nothing
                        if self._stop.wait(EVERY_S):
                            return
            except psycopg.Error as error:
                if not silent:
                    log.warning("beat: %s cannot write, trying again every second: %s", self.process, str(error).splitlines()[0])
                    silent = True
                notify("WATCHDOG=1")  # we live; to be started again would not bring the database back
                self._stop.wait(1.0)

    def _telling(self) -> dict[str, Any]:
        try:
            return self.says()
        except Exception:  # the beat says "alive"; what it tells besides must not end it
            log.exception("beat: %s cannot say how it is", self.process)
            return {}


_running: dict[tuple[str, str], Beating] = {}


def start_beat(process: str, instance: str | None = None) -> Beating:
    """Starts beating for this process; a second call with the same name returns the same thread."""
    key = (process, instance or f"{socket.gethostname()}-{os.getpid()}")
    if key not in _running:
        _running[key] = Beating(*key)
    return _running[key]

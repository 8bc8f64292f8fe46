"""deadlines → **clerk** → action: runs what is due, a savepoint per row, and never holds a timer in memory."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import psycopg
from django.db import OperationalError, close_old_connections, connection

from realtime.clerk.deadlines import handler_of
from realtime.clerk.models import Deadline
from realtime.database import conninfo
from realtime.log import act

log = logging.getLogger(__name__)

BATCH = 20
MAX_WAIT_S = 1.0  # also survives a lost NOTIFY
TRIES = 5  # then the row is parked for a day and told as a system alarm
PARK_S = 86_400

on_stuck: list[Callable[[str, int, str], None]] = []  # (kind, object id, error): dispatch raises a system alarm


def run_due() -> int:
    """One batch; returns how many rows were handled. A failing row backs off 2, 4, 8 … s and does not hold up the others."""
    with act("clerk"):  # one outermost action, so that stream heads are locked once and in order
        due = list(
            Deadline.objects.raw(
                "SELECT * FROM clerk_deadline WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED", [BATCH]
            )
        )
        for row in due:
            _run(row)
    return len(due)


def _run(row: Deadline) -> None:
    before = (row.due_at, row.attempts)
    try:
        with act("clerk"):  # a savepoint that takes back the handler's events with its rows
            handler_of(row.kind)(row.object_id)
            # The handler may have set the next deadline of the same kind; only an untouched row is done.
            Deadline.objects.filter(pk=row.pk, due_at=before[0], attempts=before[1]).delete()
    except Exception as error:
        log.exception("clerk: %s %s failed", row.kind, row.object_id)
        attempts = row.attempts + 1
        wait = PARK_S if attempts >= TRIES else 2**attempts
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE clerk_deadline SET attempts = %s, due_at = clock_timestamp() + make_interval(secs => %s) WHERE id = %s",
                [attempts, wait, row.pk],
            )
        if attempts == TRIES:
            _tell_stuck(row, repr(error)[:200])


def _tell_stuck(row: Deadline, error: str) -> None:
    """Who is told may fail too; the batch goes on."""
    for tell in on_stuck:
        try:
            with act("clerk"):
                tell(row.kind, row.object_id, error)
        except Exception:
            log.exception("clerk: nobody could be told that %s %s is stuck", row.kind, row.object_id)


def run_for_ever(stop: threading.Event) -> None:
    """Two clerks may run; SKIP LOCKED keeps them apart. A dead database is waited for."""
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo(), autocommit=True) as bell:
                bell.execute("LISTEN clerk")
                while not stop.is_set():
                    while run_due():
                        pass
                    for _ in bell.notifies(timeout=_wait(), stop_after=1):
                        pass
        except (psycopg.OperationalError, OperationalError) as error:
            log.warning("clerk: database away, trying again in 1 s: %s", error)
            close_old_connections()
            stop.wait(1)


def _wait() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM min(due_at) - clock_timestamp()) FROM clerk_deadline")
        (seconds,) = cursor.fetchone()
    return MAX_WAIT_S if seconds is None else max(0.0, min(MAX_WAIT_S, float(seconds)))

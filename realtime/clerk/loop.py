"""deadlines → **clerk** → action: runs what is due, a transaction per row, and never holds a timer in memory."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import psycopg
from django.db import OperationalError, close_old_connections, connection

from realtime import console
from realtime.clerk import dying
from realtime.clerk.deadlines import handler_of
from realtime.clerk.models import Deadline
from realtime.database import conninfo
from realtime.log import act

log = logging.getLogger(__name__)

BATCH = 20
# One handler may take seconds: it rings a wave of two hundred, or waits for an object that a large command holds. The others go on beside it.
HANDS = 3
MAX_WAIT_S = 1.0  # also survives a lost NOTIFY
TRIES = 5  # then the row is parked for a day and told as a system alarm
PARK_S = 86_400
# A killed clerk's row falls due again after this: with a second for the next clerk to look, inside the promised five. Handlers take milliseconds.
LEASE_S = 4.0

on_stuck: list[Callable[[str, int, str], None]] = []  # (kind, object id, error): dispatch raises a system alarm


class Claim(NamedTuple):
    """A deadline this clerk has in hand until `due_at`; if it dies, the row falls due again by itself."""

    pk: int
    kind: str
    object_id: int
    due_at: datetime
    attempts: int


def run_due() -> int:
    """One batch; returns how many rows were handled. A failing row backs off 2, 4, 8 … s and does not hold up the others.

    The kinds take turns, the one whose turn is longest ago first: two hundred calls that fall due in one second must not keep an order's
    rung waiting behind them. A row is claimed when its turn comes and not before, so that whatever falls due meanwhile has its turn too.
    """
    turns: list[str] = []
    for handled in range(BATCH):
        claim = _claim(turns)
        if claim is None:
            return handled
        _run(claim)
        turns = [*(kind for kind in turns if kind != claim.kind), claim.kind]
    return BATCH


def _claim(turns: list[str]) -> Claim | None:
    """Moves the next row to the end of a lease, in a statement of its own.

    No lock on a deadline is held while its handler runs: actions lock their object first and then set or clear its deadlines, and a clerk
    that came the other way round would wait for them while they wait for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (SELECT id FROM clerk_deadline AS d WHERE due_at <= clock_timestamp()"
            " AND NOT EXISTS (SELECT 1 FROM exercises_exercise WHERE id = d.exercise_id AND ended_at IS NOT NULL)"
            " ORDER BY array_position(%s::text[], kind::text) NULLS FIRST, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " UPDATE clerk_deadline AS d SET due_at = clock_timestamp() + make_interval(secs => %s)"
            " FROM due WHERE d.id = due.id RETURNING d.id, d.kind, d.object_id, d.due_at, d.attempts",
            [turns, LEASE_S],
        )
        row = cursor.fetchone()
    return Claim(*row) if row else None


def _run(row: Claim) -> None:
    console.begin(deadline=f"{row.kind} {row.object_id}")
    dying.mark(dying.CLAIMED, row.kind)
    try:
        with act("clerk"):
            dying.mark(dying.BEGUN, row.kind)
            handler_of(row.kind)(row.object_id)
            dying.mark(dying.HANDLED, row.kind)
            # The handler may have set the next deadline of the same kind; only an untouched row is done.
            Deadline.objects.filter(pk=row.pk, due_at=row.due_at).delete()
            dying.mark(dying.CLEARED, row.kind)
        dying.mark(dying.COMMITTED, row.kind)
    except Exception as error:
        log.exception("clerk: %s %s failed", row.kind, row.object_id)
        attempts = row.attempts + 1
        wait = PARK_S if attempts >= TRIES else 2**attempts
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE clerk_deadline SET attempts = %s, due_at = clock_timestamp() + make_interval(secs => %s) WHERE id = %s AND due_at = %s",
                [attempts, wait, row.pk, row.due_at],
            )
        if attempts == TRIES:
            _tell_stuck(row, repr(error)[:200])


def _tell_stuck(row: Claim, error: str) -> None:
    """Who is told may fail too; the batch goes on."""
    for tell in on_stuck:
        try:
            with act("clerk"):
                tell(row.kind, row.object_id, error)
        except Exception:
            log.exception("clerk: nobody could be told that %s %s is stuck", row.kind, row.object_id)


def forget_the_ended() -> None:
    """What an action set while another one was ending its exercise: neither could see the other's rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM clerk_deadline AS d USING exercises_exercise AS e WHERE e.id = d.exercise_id AND e.ended_at IS NOT NULL"
        )


def run_for_ever(stop: threading.Event) -> None:
    """All hands until told to stop."""
    hands = [threading.Thread(target=_one_hand, args=[stop], name=f"clerk-{number}") for number in range(1, HANDS + 1)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def _one_hand(stop: threading.Event) -> None:
    """Hands, and clerks, are kept apart by SKIP LOCKED. A dead database is waited for."""
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo(), autocommit=True) as bell:
                bell.execute("LISTEN clerk")
                while not stop.is_set():
                    while run_due():
                        pass
                    forget_the_ended()
                    for _ in bell.notifies(timeout=_wait(), stop_after=1):
                        pass
        except (psycopg.OperationalError, OperationalError) as error:
            log.warning("clerk: database away, trying again in 1 s: %s", error)
            stop.wait(1)
        except Exception:  # a hand that ended for good would be missed by nobody: the process beats on
            log.exception("clerk: a hand failed, trying again in 1 s")
            stop.wait(1)
        finally:
            close_old_connections()
    connection.close()


def _wait() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM min(due_at) - clock_timestamp()) FROM clerk_deadline")
        (seconds,) = cursor.fetchone()
    return MAX_WAIT_S if seconds is None else max(0.0, min(MAX_WAIT_S, float(seconds)))

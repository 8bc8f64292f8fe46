"""request → **once** → action: a twin waits for the first and gets its stored answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection
from django.db.models.functions import Now
from psycopg.errors import DeadlockDetected

from realtime.codes import Problem
from realtime.idempotency.models import Answer
from realtime.log import act

log = logging.getLogger(__name__)

TRIES = 3  # PostgreSQL ends one of two actions that wait for each other; nothing of it has happened, so it may simply run again
KEPT = timedelta(days=30)  # a field terminal may be out of coverage for a shift, not for a month


def once(actor: str, key: str, asked: str, run: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """Run in one transaction with its key. `asked` is a digest of the request. Only answers < 300 are stored: `run` raises for others.

    The key row is inserted first; PostgreSQL makes a twin wait at the unique index until the first commits or rolls back.
    """
    for again in range(TRIES):
        try:
            return _once(actor, key, asked, run)
        except OperationalError as error:
            if again == TRIES - 1 or not isinstance(error.__cause__, DeadlockDetected):
                raise
            log.warning("two actions waited for each other, trying again: %s", error.__cause__.diag.message_detail)
    raise AssertionError("unreachable")


def _once(actor: str, key: str, asked: str, run: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    with act(actor):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO idempotency_answer (actor, key, asked) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
                [actor, key, asked],
            )
            inserted = cursor.fetchone()
        if inserted is None:
            return _stored(actor, key, asked)
        status, body = run()
        Answer.objects.filter(pk=inserted[0]).update(status=status, body=body)
        return status, body


def _stored(actor: str, key: str, asked: str) -> tuple[int, Any]:
    answer = Answer.objects.get(actor=actor, key=key)
    if answer.asked != asked:
        raise Problem("key_reused", "这个 Idempotency-Key 已用于另一条命令,请换一个新的键重发。")
    assert answer.status is not None  # visible means committed, and commits carry a status
    return answer.status, answer.body


def forget_old() -> int:
    """Called by the worker once a day."""
    return Answer.objects.filter(at__lt=Now() - KEPT).delete()[0]

"""request → **once** → action: a twin waits for the first and gets its stored answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from realtime.codes import Problem
from realtime.idempotency.models import Answer
from realtime.log import act

KEPT = timedelta(days=30)  # a field terminal may be out of coverage for a shift, not for a month


def once(actor: str, key: str, asked: str, run: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """Run in one transaction with its key. `asked` is a digest of the request. Only answers < 300 are stored: `run` raises for others.

    The key row is inserted first; PostgreSQL makes a twin wait at the unique index until the first commits or rolls back.
    """
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

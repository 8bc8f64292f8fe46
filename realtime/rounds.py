"""due rows → **rounds** → their visits: a worker's thread takes what is due a few at a time – an address to be told, a source to be read – until told to stop.

What waits outside the database (a request, a slow peer) waits here, in no transaction and in nobody's way. A visit that fails costs no other one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now

from realtime import clock

log = logging.getLogger(__name__)
T = TypeVar("T")
M = TypeVar("M", bound=Model)

LEASE = timedelta(seconds=60)  # longer than any call; a worker that dies costs its peer so long


def make_rounds(
    stop: threading.Event, *, name: str, claim: Callable[[], T | None], visit: Callable[[T], object], threads: int, tick_s: float,
    first: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    """`claim` gives one row that is due and nobody else's now, or None; `first` comes before each round."""
    with ThreadPoolExecutor(threads, thread_name_prefix=name) as pool:

        def go() -> None:
            first()
            while (found := claim()) is not None:
                pool.submit(_guarded, f"{name}: {found}", visit, found)

        while not stop.wait(tick_s):
            _guarded(name, go)
    connection.close()


def _guarded(what: str, work: Callable[..., object], *given: Any) -> None:
    try:
        work(*given)
    except OperationalError as error:
        log.warning("%s: database away: %s", what, error)
    except Exception:
        log.exception("%s failed", what)
    finally:
        close_old_connections()


# -- leases, for rows with `active`, `next_at` and `leased_until`: two workers never talk to one peer at once ----------------------------------
def lease(due: QuerySet[M]) -> M | None:
    """The one of these that has waited longest and is in nobody's hands."""
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True).filter(
            Q(leased_until=None) | Q(leased_until__lt=Now()), active=True, next_at__lte=Now()
        )
        row = free.order_by("next_at").first()
        if row is not None:
            row.leased_until = clock.now() + LEASE  # type: ignore[attr-defined]
            row.save(update_fields=["leased_until"])
    return row


def renew(row: Any) -> bool:
    """Before each call. False: it took too long and another worker has it by now, or it was switched off."""
    until = clock.now() + LEASE
    mine = type(row).objects.filter(pk=row.pk, leased_until=row.leased_until, active=True).update(leased_until=until)
    row.leased_until = until
    return bool(mine)


def give_back(row: Any) -> None:
    type(row).objects.filter(pk=row.pk, leased_until=row.leased_until).update(leased_until=None)

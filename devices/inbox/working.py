"""inbox table → **working** → handlers: each row in a transaction of its own; retried with back-off, an alarm after the third failure."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.db.models.functions import Now

from devices import adapters, handlers
from devices.inbox.models import Inbox
from devices.inbox.storing import unmade
from devices.readings import PROMISES, Reading, Source
from devices.terminals.models import Terminal
from realtime.log import act

log = logging.getLogger(__name__)

ACTOR = "clerk"  # handlers act in the terminal's name inside
STUCK_AFTER = 3
BATCH = 50
# 1, 2, 4 … seconds, at most ten minutes: what failed because something was down is handled soon after it is back.
MAX_WAIT_S = 600


def run_due_inbox(limit: int = 500) -> int:
    """Handle what is due; called by the gateway right after it stored something and by the worker. Two may run at once."""
    done = 0
    close_old_connections()
    while done < limit and _one():
        done += 1
    return done


def _one() -> bool:
    """One row. False when nothing is due."""
    error, row = "", None
    try:
        # The outermost action, so that events of the handlers and "this row is done" commit together
        with act(ACTOR):
            row = (
                Inbox.objects.select_for_update(skip_locked=True)
                .exclude(state=Inbox.State.DONE)
                .filter(next_at__lte=Now())
                .order_by("next_at", "id")
                .first()
            )
            if row is None:
                return False
            try:
                with act(ACTOR):  # a savepoint
                    handle(row)
            except Exception as failure:
                error = f"{type(failure).__name__}: {failure}"
                log.warning("inbox row %s: %s", row.pk, error, exc_info=True)
            if error:
                _postpone(row, error)
            else:
                Inbox.objects.filter(pk=row.pk).update(state=Inbox.State.DONE, handled_at=Now(), attempts=row.attempts + 1, error="")
    except (DatabaseError, InterfaceError) as failure:
        log.warning("inbox: database away: %s", str(failure).splitlines()[0] if str(failure) else failure)
        return False
    if error and row.attempts == STUCK_AFTER:
        _tell_stuck(row, error)
    return True


def handle(row: Inbox) -> None:
    """All handlers of all promises in one message. A gateway's message may speak for several devices."""
    own = Source(row.adapter, row.external_id)
    terminals = {own: _terminal(row)}
    for reading in readings_of(row):
        if isinstance(reading, PROMISES):
            if reading.source not in terminals:
                terminals[reading.source] = _registered(reading.source)
            handlers.handle(reading, terminals[reading.source], row)


def readings_of(row: Inbox) -> list[Reading]:
    payload, received_ms = bytes(row.payload), int(row.received_at.timestamp() * 1000)
    if row.made:
        return unmade(payload)
    # It could be read when it was stored; if not now, an adapter changed since. Our fault, not the device's: it fails like a handler.
    return adapters.decode(row.topic, payload, received_ms)[0]


def _terminal(row: Inbox) -> Terminal | None:
    """The device may have been registered after it sent this."""
    if row.terminal_id is not None:
        return Terminal.objects.select_related("subject").get(pk=row.terminal_id)
    return _registered(Source(row.adapter, row.external_id))


def _registered(source: Source) -> Terminal | None:
    return Terminal.objects.live().select_related("subject").filter(adapter=source.adapter, external_id=source.external_id).first()


def _postpone(row: Inbox, error: str) -> None:
    row.attempts += 1
    wait = min(MAX_WAIT_S, 2 ** (row.attempts - 1))
    state = Inbox.State.STUCK if row.attempts >= STUCK_AFTER else Inbox.State.NEW
    Inbox.objects.filter(pk=row.pk).update(
        attempts=row.attempts, error=error.replace("\x00", "")[:500], state=state, next_at=Now() + timedelta(seconds=wait)
    )


def _tell_stuck(row: Inbox, error: str) -> None:
    try:
        with act(ACTOR):
            handlers.tell_stuck(row, error)
    except Exception:
        log.exception("inbox: the alarm about row %s itself failed", row.pk)

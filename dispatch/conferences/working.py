"""queue → **working** → providers: what an action asked of a provider, carried out on a thread of the worker's own; and their pulse."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, transaction
from django.db.models.functions import Now

from dispatch.conferences.models import Conference
from dispatch.conferences.moving import change
from dispatch.conferences.providers import BY_NAME, PROVIDERS, Provider, ProviderDown
from dispatch.conferences.states import OPEN
from dispatch.conferences.systems import Health, Work
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)  # longer than any call to a provider may take
MOST_TRIES = 8
_busy = threading.Lock()


def ask_providers() -> bool:
    """Chore, each second: does the work on its own thread, so that a dead provider keeps no other chore waiting. False: still at it."""
    if not _busy.acquire(blocking=False):
        return False
    threading.Thread(target=_run, name="conferences", daemon=True).start()
    return True


def _run() -> None:
    try:
        while work_once():
            pass
        probe_due()
    except Exception:
        log.exception("conferences: asking the providers failed")
    finally:
        close_old_connections()
        _busy.release()


def work_once() -> bool:
    """One thing. Leased first, so that a killed worker's work is taken up again; every request of ours may be made twice."""
    with transaction.atomic():
        work = Work.objects.select_for_update(skip_locked=True).filter(done_at=None, due_at__lte=Now()).order_by("id").first()
        if work is None:
            return False
        work.tries += 1
        Work.objects.filter(pk=work.pk).update(due_at=Now() + LEASE, tries=work.tries)
    try:
        BY_NAME[work.provider].carry_out(work.kind, work.room)
    except ProviderDown as error:
        _settle(work, str(error))
    else:
        _settle(work, "")
    return True


def _settle(work: Work, error: str) -> None:
    over = not error or work.tries >= MOST_TRIES
    Work.objects.filter(pk=work.pk).update(
        error=error[:120], done_at=clock.now() if over else None, due_at=Now() + timedelta(seconds=min(30, 2**work.tries))
    )
    if work.kind in (Work.CREATE, Work.CLOSE):
        found(BY_NAME[work.provider], error, sure=work.kind == Work.CREATE and bool(error))
    for settled in _settled:
        settled(work, error if over else None)


_settled: list[Callable[[Work, str | None], None]] = []


def on_settled(tell: Callable[[Work, str | None], None]) -> None:
    """`tell(work, error)`: "" done, words = given up, None = it will be tried again."""
    if tell not in _settled:
        _settled.append(tell)


def probe_due() -> None:
    """Those in use are asked often, the others now and then so that the list for the officer is true."""
    used = set(Conference.objects.filter(state=OPEN).values_list("provider", flat=True))
    for provider in PROVIDERS:
        if not provider.outside or not provider.configured(""):
            continue
        every = float(rule("conference.probe_s" if provider.name in used else "conference.probe_idle_s"))
        if Health.objects.filter(provider=provider.name, checked_at__gt=Now() - timedelta(seconds=every)).exists():
            continue
        try:
            provider.probe()
        except ProviderDown as error:
            found(provider, str(error))
        else:
            found(provider, "")


def found(provider: Provider, why: str, *, sure: bool = False) -> None:
    """One answer makes it well; the rule's number of failures in a row, or a room that could not be made, makes it dead – and every open conference on it says so."""
    with act("clerk"):
        health, _ = Health.objects.select_for_update().get_or_create(provider=provider.name)
        health.fails = health.fails + 1 if why else 0
        health.why, health.checked_at = why[:120], clock.now()
        up = health.up if why and health.fails < int(rule("conference.probe_fails")) and not sure else not why
        if up != health.up:
            health.up, health.since = up, health.checked_at
        health.save()
        if health.up is None:
            return
        state = "up" if health.up else "down"
        for conference in (
            Conference.objects.select_for_update(of=("self",)).filter(provider=provider.name, state=OPEN).exclude(provider_state=state)
        ):
            with act("clerk", conference.exercise_id) as told:
                change(told, conference, f"conference.provider_{state}", provider_state=state)

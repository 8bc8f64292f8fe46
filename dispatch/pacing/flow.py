"""attempt → **flow** → channel: tokens taken, the circuit opened and closed, each change of state told to the board."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from dispatch.alarms.actions import raise_alarm
from dispatch.pacing.bucket import filled
from dispatch.pacing.models import DOWN, LIMITED, UP, ChannelLimit, ChannelState
from dispatch.telling import tell
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

ACTOR = "clerk"
NOTIFY = "handing"  # PostgreSQL NOTIFY: wakes the worker's hand-over when the row commits


def wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {NOTIFY}")


def locked(name: str) -> ChannelState:
    """The row's lock is what several workers share one provider's limits by."""
    ChannelState.objects.bulk_create([ChannelState(name=name)], ignore_conflicts=True)
    return ChannelState.objects.select_for_update().get(pk=name)


def refill(state: ChannelState, limit: ChannelLimit | None) -> float:
    """Tokens in the bucket now; unlimited without a row of limits."""
    if limit is None:
        return float("inf")
    now = clock.now()
    if state.filled_at is None:
        state.tokens = float(limit.burst)
    else:
        state.tokens = filled(state.tokens, (now - state.filled_at).total_seconds(), limit.per_minute, limit.burst)
    state.filled_at = now
    return state.tokens


def limit_of(name: str) -> ChannelLimit | None:
    return ChannelLimit.objects.filter(pk=name).first()


def take_token(name: str) -> bool:
    """For a message handed over inside its own transaction; False: it queues."""
    limit = limit_of(name)
    if limit is None:
        return True
    with transaction.atomic():
        state = locked(name)
        if refill(state, limit) < 1:
            return False
        state.tokens -= 1
        state.save(update_fields=["tokens", "filled_at"])
    return True


def down_words(name: str) -> str:
    """Why nothing goes this way now; empty while it is up, or when it is time that one message tries."""
    state = ChannelState.objects.filter(pk=name, state=DOWN).first()
    if state is None or (state.probe_at is not None and state.probe_at <= clock.now()):
        return ""
    return f"通道中断:{state.why}"


def probe_after() -> timedelta:
    return timedelta(seconds=float(rule("channel.probe_s")))


def set_state(name: str, state: str, why: str = "") -> None:
    """Told only when it changes: a burst of failures is one event, and one alarm."""
    with act(ACTOR) as log:
        row = locked(name)
        if row.state == state:
            return
        before = row.row() if row.since is not None else None
        row.state, row.since, row.why = state, clock.now(), why[:120]
        row.probe_at = clock.now() + probe_after() if state == DOWN else None
        row.save(update_fields=["state", "since", "why", "probe_at"])
        tell(log, [f"area:{settings.CITY}"], "channel.changed", before, row.row(), area=settings.CITY)
        if state == DOWN:
            raise_alarm(
                actor=ACTOR, source="system", urgency="urgent", lon=None, lat=None, area=settings.CITY, place="通信通道",
                text=f"“{label(name)}”通道中断:{why[:80]}。已改用下一通道,恢复后自动启用。", device=f"channel:{name}",
            )  # fmt: skip


def worked(name: str) -> None:
    """The provider took a message, or answered the probe."""
    changed = ChannelState.objects.filter(pk=name).exclude(failures=0, state__in=[UP, LIMITED]).update(failures=0)
    if changed:
        set_state(name, UP)


def broke(name: str, words: str) -> None:
    """The provider is unwell. After so many times in a row it is down; while it is down, the next probe is put off."""
    with transaction.atomic():
        row = locked(name)
        row.failures = min(row.failures + 1, 999)
        row.failed_at, row.error = clock.now(), words[:120]
        if row.state == DOWN:
            row.probe_at = clock.now() + probe_after()
        row.save(update_fields=["failures", "failed_at", "error", "probe_at"])
        down = row.state != DOWN and row.failures >= int(rule("channel.failures"))
    if down:
        set_state(name, DOWN, words)


def refused(name: str, words: str) -> None:
    """This one message was refused; the provider itself is well."""
    ChannelState.objects.filter(pk=name).update(failed_at=clock.now(), error=words[:120])


def label(name: str) -> str:
    from dispatch.contacts.models import CHANNELS

    return dict(CHANNELS).get(name, {"push": "网页推送", "area": "区域发布"}.get(name, name))

"""provider → **receipts** → attempt: what came of a message after it was handed over, told by the provider's id or by ours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from dispatch.callout import attempts
from dispatch.callout.actions import answer_call, deliver_call
from dispatch.callout.climbing import exercise_of, lock_call
from dispatch.callout.models import UNSETTLED, Attempt
from realtime import clock
from realtime.log import act

CLERK = "clerk"
# A reply without our id belongs to the last thing this number was asked; a day later it belongs to nothing.
REPLY_H = 24


class Owner(Protocol):
    """Another table of messages handed over (broadcast legs). Each returns whether the message was one of its own."""

    def delivered(self, channel: str, provider_id: str, at: datetime | None) -> bool: ...
    def failed(self, channel: str, provider_id: str, words: str, at: datetime | None) -> bool: ...
    def replied(self, channel: str, provider_id: str, said: str, at: datetime | None) -> bool: ...


_owners: list[Owner] = []


def on_receipt(owner: Owner) -> None:
    """Registered in `AppConfig.ready`."""
    if owner not in _owners:
        _owners.append(owner)


def delivered(channel: str, provider_id: str, at: datetime | None = None) -> bool:
    """It rang or lies on the device. False: nobody here sent this. Safe to be told twice, and later than the answer."""
    attempt = _found(channel, provider_id)
    if attempt is None:
        return any(owner.delivered(channel, provider_id, at) for owner in _owners)
    deliver_call(actor=CLERK, call_id=attempt.call_id, channel=channel)
    return True


def failed(channel: str, provider_id: str, words: str, at: datetime | None = None) -> bool:
    """The provider could not bring it: the next way at once."""
    attempt = _found(channel, provider_id)
    if attempt is None:
        return any(owner.failed(channel, provider_id, words, at) for owner in _owners)
    with act(CLERK, exercise_of(attempt.call_id)):
        call = lock_call(attempt.call_id)
        if call is not None:
            attempts.settle_one(attempt.pk, Attempt.ERROR, error=words)
            attempts.give_up(call)
    return True


def replied(channel: str, provider_id: str, said: str, at: datetime | None = None) -> bool:
    """A human's word or key: by the provider's id, by ours, or by the number it came from."""
    attempt = _found(channel, provider_id) or _asked(channel, provider_id)
    if attempt is None:
        return any(owner.replied(channel, provider_id, said, at) for owner in _owners)
    deliver_call(actor=CLERK, call_id=attempt.call_id, channel=channel)
    if not said.strip():
        return True
    key = said.strip().isdigit() and len(said.strip()) == 1
    answer_call(
        actor=f"{channel}:{attempt.pk}", call_id=attempt.call_id, answer="key" if key else "word",
        action_text="按键应答:收到" if key else said, said_by=attempt.call.name,
    )  # fmt: skip
    return True


def _found(channel: str, provider_id: str) -> Attempt | None:
    """A crash before the provider's id was stored leaves ours, which it also knows."""
    known = Attempt.objects.filter(channel=channel).select_related("call")
    if not provider_id:
        return None
    found = known.filter(provider=provider_id).order_by("-id").first()
    if found is None and provider_id[:1] == "a" and provider_id[1:].isdigit() and len(provider_id) < 18:
        found = known.filter(pk=int(provider_id[1:])).first()
    return found


def _asked(channel: str, number: str) -> Attempt | None:
    since = clock.now() - timedelta(hours=REPLY_H)
    return (
        Attempt.objects.filter(channel=channel, address__value=number, at__gte=since, call__state__in=UNSETTLED)
        .exclude(result=Attempt.SUPPRESSED)
        .select_related("call")
        .order_by("-id")
        .first()
    )

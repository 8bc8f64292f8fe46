"""provider → **receipts** → leg: delivered, failed, answered – by the provider's id, by ours, or by the number that wrote back."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatch.broadcast import legs
from dispatch.broadcast.models import Leg
from realtime import clock

REPLY_H = 24  # as for calls: a day later a word from a number belongs to nothing


class LegReceipts:
    def delivered(self, channel: str, provider_id: str, at: datetime | None) -> bool:
        leg = _found(channel, provider_id)
        if leg is None:
            return False
        moved = Leg.objects.filter(pk=leg.pk, state__in=[Leg.SENT, Leg.HANDING, Leg.UNKNOWN, Leg.FAILED])
        moved.update(state=Leg.DELIVERED, error="", handing_at=None)
        legs.recount([leg.broadcast_id])
        return True

    def failed(self, channel: str, provider_id: str, words: str, at: datetime | None) -> bool:
        leg = _found(channel, provider_id)
        if leg is None:
            return False
        legs.settle([(leg.pk, leg.tries, Leg.FAILED, leg.provider, words[:120])])
        return True

    def replied(self, channel: str, provider_id: str, said: str, at: datetime | None) -> bool:
        leg = _found(channel, provider_id) or _asked(channel, provider_id)
        if leg is None:
            return False
        Leg.objects.filter(pk=leg.pk, answered_at=None).update(answered_at=at or clock.now(), answer=said[:200], state=Leg.DELIVERED)
        legs.recount([leg.broadcast_id])
        return True


def _found(channel: str, provider_id: str) -> Leg | None:
    if not provider_id:
        return None
    found = Leg.objects.filter(channel=channel, provider=provider_id).order_by("-id").first()
    number, dot, tries = provider_id[1:].partition(".")
    if found is None and provider_id[0] == "b" and dot and number.isdigit() and tries.isdigit() and len(number) < 18:
        found = Leg.objects.filter(channel=channel, pk=int(number), tries=int(tries[:4])).first()
    return found


def _asked(channel: str, number: str) -> Leg | None:
    since = clock.now() - timedelta(hours=REPLY_H)
    gone = Leg.objects.filter(channel=channel, to=number, state__in=[Leg.SENT, Leg.DELIVERED, Leg.UNKNOWN], broadcast__at__gte=since)
    return gone.order_by("-id").first()

"""call → **in_app** → the person's page: the row is already on their stream and the page rings; delivered when the page says so."""

from __future__ import annotations

from dispatch.callout.channels.known import ChannelFailed, Handed
from dispatch.callout.models import Attempt


class InApp:
    name = "app"
    outside = False
    receipts = True

    def send(self, attempt: Attempt) -> Handed:
        user = attempt.call.person.user
        if user is None or not user.is_active:
            raise ChannelFailed("没有可用的账号")
        return Handed(user.actor, sent=True)

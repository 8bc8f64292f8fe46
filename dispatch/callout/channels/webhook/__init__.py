"""message → **webhook** → any gateway of the bureau that speaks docs/gateways.md: 粤政易, a broadcast system, a pager."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.gateways.carrying import providers
from dispatch.gateways.models import WEBHOOK
from dispatch.gateways.posting import hand


class Webhook(EachAlone):
    name = "webhook"
    outside = True
    receipts = True
    slow = True
    batch = 100

    def ready(self) -> bool:
        return bool(providers(WEBHOOK))

    @property
    def several(self) -> bool:
        return len(providers(WEBHOOK)) > 1

    def send(self, message: Message) -> Handed:
        result = self.send_many([message])[0]
        if isinstance(result, ChannelFailed):
            raise result
        return result

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        found = providers(WEBHOOK)
        if not found:
            raise ChannelFailed("没有启用的网关")
        return hand(found, messages, {"keys": dict(messages[0].keys)} if messages[0].keys else {})


channel = Webhook()

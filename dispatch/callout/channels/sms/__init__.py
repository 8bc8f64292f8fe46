"""message → **sms** → the bureau's SMS gateway: signed, in batches, with registered templates; reports and replies come back to dispatch/gateways."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.gateways.carrying import providers
from dispatch.gateways.models import SMS
from dispatch.gateways.posting import hand


class Sms(EachAlone):
    name = "sms"
    outside = True
    receipts = True
    slow = True
    batch = 100  # gateways take a hundred at once and answer each

    def ready(self) -> bool:
        return bool(providers(SMS))

    @property
    def several(self) -> bool:
        return len(providers(SMS)) > 1

    def send(self, message: Message) -> Handed:
        result = self.send_many([message])[0]
        if isinstance(result, ChannelFailed):
            raise result
        return result

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        found = providers(SMS)
        if not found:
            raise ChannelFailed("没有启用的短信网关")
        results = hand(found, messages)
        failures = [one for one in results if isinstance(one, ChannelFailed)]
        if len(failures) == len(results) and all(one.retry for one in failures):
            raise failures[0]  # the gateway took none: it is unwell
        return results


channel = Sms()

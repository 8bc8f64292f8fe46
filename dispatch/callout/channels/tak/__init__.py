"""call → **tak** → TAK server: a chat line to one callsign, by CoT over TCP or TLS. TAK says nothing about who has read it."""

from __future__ import annotations

from django.conf import settings

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.callout.channels.tak.chat import geochat
from dispatch.callout.channels.tak.server import Unreachable, say
from realtime import clock


class Tak(EachAlone):
    """The address is the terminal's uid, or `uid/callsign`. Empty TAK_URL = this installation has no TAK server."""

    name = "tak"
    outside = True
    receipts = False
    slow = True

    def ready(self) -> bool:
        return bool(settings.TAK_URL)

    def send(self, message: Message) -> Handed:
        if not settings.TAK_URL:
            raise ChannelFailed("未配置 TAK 服务器")
        uid, _, callsign = message.to.partition("/")
        if not uid:
            raise ChannelFailed("没有 TAK 终端号")
        try:
            say(geochat(message.id, uid, callsign or uid, message.text, sender=settings.TAK_CALLSIGN, at=clock.now()))
        except Unreachable as error:
            raise ChannelFailed(f"TAK 服务器不通:{error}", retry=True) from None
        return Handed(message.id)

    def probe(self) -> None:
        try:
            say(b"")
        except Unreachable as error:
            raise ChannelFailed(f"TAK 服务器不通:{error}", retry=True) from None


channel = Tak()

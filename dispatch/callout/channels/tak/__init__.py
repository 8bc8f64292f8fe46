"""call → **tak** → our own door, or a TAK server elsewhere: a chat line to one terminal. A server says nothing about who has read it; a terminal
at our door does."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.callout.channels.tak.chat import geochat
from dispatch.callout.channels.tak.server import Unreachable, say
from realtime import clock

ADAPTER, CALLED, SHOWN = "tak", "call", "text"
EXPIRES_S = 120  # as a radio's: whoever connects later is called by another way


class Tak(EachAlone):
    """The address is the terminal's uid, or `uid/callsign`. A registered terminal is spoken to at our own door; TAK_URL is for all others."""

    name = "tak"
    outside = True
    receipts = False
    slow = True

    def ready(self) -> bool:
        return bool(settings.TAK_URL) or Terminal.objects.live().filter(adapter=ADAPTER).exists()

    def send(self, message: Message) -> Handed:
        uid, _, callsign = message.to.partition("/")
        if not uid:
            raise ChannelFailed("没有 TAK 终端号")
        if (own := Terminal.objects.live().filter(adapter=ADAPTER, external_id=uid).first()) is not None:
            kind = CALLED if message.call is not None else SHOWN
            payload = {"call": message.call, "text": message.text, "channel": self.name}
            expires = clock.now() + timedelta(seconds=EXPIRES_S)
            return Handed(f"downlink:{send_downlink(terminal=own, kind=kind, payload=payload, expires_at=expires).pk}", sent=False)
        if not settings.TAK_URL:
            raise ChannelFailed("该终端未登记,也未配置 TAK 服务器")
        try:
            say(geochat(message.id, uid, callsign or uid, message.text, sender=settings.TAK_CALLSIGN, at=clock.now()))
        except Unreachable as error:
            raise ChannelFailed(f"TAK 服务器不通:{error}", retry=True) from None
        return Handed(message.id)

    def probe(self) -> None:
        if not settings.TAK_URL:
            return
        try:
            say(b"")
        except Unreachable as error:
            raise ChannelFailed(f"TAK 服务器不通:{error}", retry=True) from None


channel = Tak()

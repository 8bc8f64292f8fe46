"""call → **loudhailer** → downlink: a drone shouts it (DJI PSDK speaker); delivered when the dock says it plays, refused in its words."""

from __future__ import annotations

from datetime import timedelta

from devices.terminals.actions import send_downlink
from devices.terminals.models import Downlink, Terminal
from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from realtime import clock

ADAPTER = "dji"
START, STOP = "tts", "tts_stop"
EXPIRES_S = 120  # a drone that hears it later hangs over other people
LONGEST = 300  # what a loud-hailer takes; more is not understood from the ground either


class Loudhailer(EachAlone):
    """The address is the aircraft's serial number."""

    name = "loudhailer"
    outside = True
    receipts = True
    slow = False
    public = True

    def send(self, message: Message) -> Handed:
        downlink = shout(message.to, START, {"text": message.text[:LONGEST], "message": message.id, "call": message.call})
        return Handed(f"downlink:{downlink.pk}", sent=False)

    def stop(self, serial: str) -> None:
        """Silence at once."""
        shout(serial, STOP, {})


def shout(serial: str, kind: str, payload: dict[str, object]) -> Downlink:
    terminal = Terminal.objects.live().filter(adapter=ADAPTER, external_id=serial).first() if serial else None
    if terminal is None:
        raise ChannelFailed("没有登记这架无人机")
    return send_downlink(terminal=terminal, kind=kind, payload=payload, expires_at=clock.now() + timedelta(seconds=EXPIRES_S))


channel = Loudhailer()

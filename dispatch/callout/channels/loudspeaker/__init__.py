"""call → **loudspeaker** → downlink: a village's loudspeaker says it aloud; delivered when it begins to. Whoever passes hears it."""

from __future__ import annotations

from devices.terminals.models import Terminal
from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.callout.channels.radio import ADAPTER, SPOKEN, tell

TIMES = 3  # in rain and wind


class Loudspeaker(EachAlone):
    """The address is the terminal's number; the terminal speaks our own JSON over MQTT and is marked `speaker` in its meta."""

    name = "loudspeaker"
    outside = True
    receipts = True
    slow = False
    public = True

    def send(self, message: Message) -> Handed:
        terminal = (
            Terminal.objects.live().filter(adapter=ADAPTER, external_id=message.to, meta__speaker=True).first() if message.to else None
        )
        if terminal is None:
            raise ChannelFailed("没有登记这个大喇叭")
        payload = {"call": message.call, "text": message.text, "times": TIMES, "channel": self.name}
        return Handed(f"downlink:{tell(terminal, SPOKEN, payload)}", sent=False)


channel = Loudspeaker()

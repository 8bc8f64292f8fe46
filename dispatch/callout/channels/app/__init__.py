"""call → **app** → the person's page: the row is already on their stream and the page rings; delivered when the page says so."""

from __future__ import annotations

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message


class App(EachAlone):
    name = "app"
    outside = False
    receipts = True
    slow = False

    def send(self, message: Message) -> Handed:
        user = message.person.user if message.person else None
        if user is None or not user.is_active:
            raise ChannelFailed("没有可用的账号")
        return Handed(user.actor, sent=True)


channel = App()

"""call → **app** → the person's page: the row is already on their stream and the page rings; browsers that sleep are woken by web push.

Delivered when the page says so, never when the push service does.
"""

from __future__ import annotations

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.webpush.actions import wake_user


class App(EachAlone):
    name = "app"
    outside = False
    receipts = True
    slow = False

    def send(self, message: Message) -> Handed:
        person = message.person
        user = person.user if person else None
        if person is None or user is None or not user.is_active:
            raise ChannelFailed("没有可用的账号")
        wake_user(user_id=user.pk, kind="call", call=message.call, person_id=person.pk, exercise=message.exercise_id)
        return Handed(user.actor, sent=True)


channel = App()

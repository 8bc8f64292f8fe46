"""push → **sending** → the browser's push service: encrypted for that browser, signed by this installation; a dead subscription is removed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from pywebpush import WebPushException, webpush

from dispatch.callout.channels.known import Channel, ChannelFailed, EachAlone, Handed, Message
from dispatch.callout.door import exercise_words
from dispatch.callout.handing import Outcome
from dispatch.callout.message import opening
from dispatch.webpush.keys import key_file
from dispatch.webpush.models import Push, PushSubscription
from realtime import clock

TIMEOUT_S = 4.5
TTL_S = 1800  # the ladder is through by then
LATE_S = 600  # a push that could not go out in ten minutes wakes nobody any more
GONE = (404, 410)
WORDS = {"call": "有新的叫应,请打开页面应答", "order": "有新的调度令,请打开页面签收"}


class PushChannel(EachAlone):
    """Not a way of its own: the page's bell for a browser that sleeps."""

    name = "push"
    outside = True
    receipts = False
    slow = True

    def send(self, message: Message) -> Handed:
        subscription = PushSubscription.objects.filter(pk=int(message.to)).first()
        if subscription is None:
            raise ChannelFailed("订阅已取消")
        said = {"title": "应急指挥", "body": message.text, "tag": message.variables["tag"], "url": "/field/", "drill": message.exercise}
        try:
            webpush(
                {"endpoint": subscription.endpoint, "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth}},
                json.dumps(said, ensure_ascii=False),
                vapid_private_key=str(key_file()),
                vapid_claims={"sub": settings.PUSH_CONTACT},
                ttl=TTL_S,
                timeout=TIMEOUT_S,
                headers={"Urgency": "high"},
            )
        except WebPushException as error:
            status = getattr(error.response, "status_code", 0) or 0
            if status in GONE:
                subscription.delete()
                raise ChannelFailed("订阅已失效,已删除") from None
            raise ChannelFailed(f"推送服务拒绝(HTTP {status})", retry=status >= 500 or status == 429) from None
        except OSError as error:
            raise ChannelFailed(f"推送服务不通:{type(error).__name__}", retry=True) from None
        except ValueError:
            subscription.delete()
            raise ChannelFailed("订阅的密钥无效,已删除") from None
        PushSubscription.objects.filter(pk=subscription.pk).update(pushed_at=Now())
        return Handed(message.id)


PUSH_CHANNEL = PushChannel()


class Pushes:
    """The queue: what was handed over, or never can be, is gone. A bell that was cut off half-way is not rung again."""

    def channels(self) -> Iterable[Channel]:
        return [PUSH_CHANNEL]

    def waiting(self) -> set[str]:
        return {PUSH_CHANNEL.name} if Push.objects.filter(handing_at=None).exists() else set()

    def lease(self, channel: Channel, count: int) -> list[Message]:
        rows = list(Push.objects.select_for_update(skip_locked=True).filter(handing_at=None).order_by("id")[:count])
        now = clock.now()
        going: list[Message] = []
        for push in rows:
            held = exercise_words(channel, push.exercise_id, push.person_id)
            if held or push.made_at < now - timedelta(seconds=LATE_S):
                continue
            going.append(
                Message(
                    id=f"w{push.pk}", to=str(push.subscription_id), person=None, text=opening(WORDS.get(push.kind, WORDS["call"]), push.exercise_id),
                    purpose=push.kind, exercise=push.exercise_id is not None, call=push.call, variables={"tag": f"{push.kind}-{push.call or 0}"},
                )
            )  # fmt: skip
        kept = {int(message.id[1:]) for message in going}
        Push.objects.filter(pk__in=kept).update(handing_at=now)
        Push.objects.filter(pk__in=[push.pk for push in rows if push.pk not in kept]).delete()
        return going

    def settle(self, channel: Channel, results: Sequence[tuple[Message, Outcome]]) -> None:
        Push.objects.filter(pk__in=[int(message.id[1:]) for message, _ in results]).delete()

    def turn_away(self, channel: Channel, words: str) -> int:
        """The page rings anyway; a bell for it can wait."""
        Push.objects.filter(handing_at=None, made_at__lt=clock.now() - timedelta(seconds=LATE_S)).delete()
        return 0

    def sweep(self, older_s: float) -> int:
        gone, _ = Push.objects.filter(handing_at__lt=clock.now() - timedelta(seconds=older_s)).delete()
        return gone

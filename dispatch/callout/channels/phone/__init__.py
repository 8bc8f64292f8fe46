"""message → **phone** → a robot rings and says it: by the bureau's exchange where there is one, else by a voice gateway. Only a key answers."""

from __future__ import annotations

from django.conf import settings

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.gateways.carrying import providers
from dispatch.gateways.models import VOICE
from dispatch.gateways.posting import hand
from dispatch.phones.models import PhoneLine

REPEATS, RING_S = 3, 30  # for gateways; our own robot has rules of its own (phones.*)


class Phone(EachAlone):
    outside = True
    receipts = True
    slow = True

    def __init__(self, name: str) -> None:
        self.name = name

    def ready(self) -> bool:
        return bool(settings.SIP_URL) or bool(providers(VOICE))

    @property
    def several(self) -> bool:
        return len(providers(VOICE)) > 1

    def send(self, message: Message) -> Handed:
        if settings.SIP_URL and (not providers(VOICE) or _line_up()):
            return self._by_exchange(message)
        result = (
            hand(providers(VOICE), [message], {"keys": dict(message.keys), "repeat": REPEATS, "ring_s": RING_S})[0]
            if providers(VOICE)
            else None
        )
        if result is None:
            raise ChannelFailed("没有接入程控交换机或语音外呼平台")
        if isinstance(result, ChannelFailed):
            raise result
        return result._replace(sent=False)  # it rings later; the gateway's result says so

    def _by_exchange(self, message: Message) -> Handed:
        """A row the process `phone` takes within a second; the same message is the same call."""
        from dispatch.callout.models import Call  # alarms call channels, and a robot's verbs know alarms
        from dispatch.phones.actions import robot

        if not _line_up():
            raise ChannelFailed("电话线路中断", retry=True)
        call = Call.objects.select_related("callout").filter(pk=message.call or 0).first()
        person = message.person
        row = robot(
            message=message.id, number=message.to, text=message.text, area=call.callout.area if call else person.area if person else settings.CITY, person=person,
            incident_id=call.callout.incident_id if call else None, call_id=message.call, exercise=message.exercise_id, asks=bool(message.keys),
        )  # fmt: skip
        return Handed(row.provider_id, sent=False)

    def probe(self) -> None:
        if settings.SIP_URL and not _line_up():
            raise ChannelFailed("电话线路中断")
        if not settings.SIP_URL:
            raise NotImplementedError


def _line_up() -> bool:
    return PhoneLine.objects.filter(state=PhoneLine.UP).exists()


channel = Phone("phone")

"""inbox → **from_devices** → call: a radio that shows the call, the key somebody pressed on it, a loudspeaker that begins, a drone that shouts."""

from __future__ import annotations

from devices.inbox.models import Inbox
from devices.readings import CallReply
from devices.terminals.models import Downlink, Terminal
from dispatch.callout import attempts, receipts
from dispatch.callout.actions import answer_call, deliver_call
from dispatch.callout.channels.loudhailer import channel as loudhailer
from dispatch.callout.channels.radio import KIND, SPOKEN
from dispatch.callout.channels.radio import channel as radio
from dispatch.callout.climbing import lock_call
from dispatch.callout.models import Attempt
from realtime.log import act

PRESSED = "按键应答:收到"  # a key says no more than this


def take_reply(reading: CallReply, terminal: Terminal | None, inbox: Inbox) -> None:
    """A radio the call was not sent to changes nothing; the row stays in the inbox as evidence."""
    if terminal is None:
        return
    sent = Downlink.objects.filter(terminal=terminal, kind__in=[KIND, SPOKEN], payload__call=reading.call)
    first = sent.order_by("id").first()
    if first is None:
        return
    sent.filter(state=Downlink.State.SENT).update(state=Downlink.State.DELIVERED, answered_at=inbox.received_at)
    actor = f"terminal:{terminal.pk}"
    deliver_call(actor=actor, call_id=reading.call, channel=_way(first))
    if reading.kind == "answered":
        answer_call(actor=actor, call_id=reading.call, answer="key", action_text=reading.text or PRESSED, said_by=terminal.subject.label)


def take_sent(downlink: Downlink) -> None:
    """The broker has it: the attempt is `sent`, which says nothing about the radio."""
    number = downlink.payload.get("call")
    if downlink.kind not in (KIND, SPOKEN) or not isinstance(number, int):
        return
    with act("clerk"):
        call = lock_call(number)
        if call is not None:
            attempts.settle(call, _way(downlink), Attempt.SENT)


def take_answered(downlink: Downlink) -> None:
    """A dock says whether its drone shouts; nobody else's commands carry a message's key."""
    key = downlink.payload.get("message")
    if downlink.kind != SPOKEN or not isinstance(key, str):
        return
    if downlink.state == Downlink.State.DELIVERED:
        receipts.delivered(loudhailer.name, key)
    else:
        receipts.failed(loudhailer.name, key, downlink.error)


def _way(downlink: Downlink) -> str:
    """By which channel it went: a drone's carries the message's key, a loudspeaker's its name."""
    if "message" in downlink.payload:
        return loudhailer.name
    return str(downlink.payload.get("channel") or radio.name)

"""inbox → **from_devices** → call: a radio that shows the call, and the key somebody pressed on it."""

from __future__ import annotations

from devices.inbox.models import Inbox
from devices.readings import CallReply
from devices.terminals.models import Downlink, Terminal
from dispatch.callout import attempts
from dispatch.callout.actions import answer_call, deliver_call
from dispatch.callout.channels.radio import KIND
from dispatch.callout.channels.radio import channel as radio
from dispatch.callout.climbing import lock_call
from dispatch.callout.models import Attempt
from realtime.log import act

PRESSED = "按键应答:收到"  # a key says no more than this


def take_reply(reading: CallReply, terminal: Terminal | None, inbox: Inbox) -> None:
    """A radio the call was not sent to changes nothing; the row stays in the inbox as evidence."""
    if terminal is None:
        return
    sent = Downlink.objects.filter(terminal=terminal, kind=KIND, payload__call=reading.call)
    if not sent.exists():
        return
    sent.filter(state=Downlink.State.SENT).update(state=Downlink.State.DELIVERED, answered_at=inbox.received_at)
    actor = f"terminal:{terminal.pk}"
    deliver_call(actor=actor, call_id=reading.call, channel=radio.name)
    if reading.kind == "answered":
        answer_call(actor=actor, call_id=reading.call, answer="key", action_text=reading.text or PRESSED, said_by=terminal.subject.label)


def take_sent(downlink: Downlink) -> None:
    """The broker has it: the attempt is `sent`, which says nothing about the radio."""
    if downlink.kind != KIND:
        return
    with act("clerk"):
        call = lock_call(int(downlink.payload["call"]))
        if call is not None:
            attempts.settle(call, radio.name, Attempt.SENT)

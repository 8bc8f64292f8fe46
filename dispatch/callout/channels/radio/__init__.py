"""call → **radio** → downlink: words on the person's or the unit's radio, aloud where it can speak; the answer key comes back as a CallReply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.contacts.models import Person
from realtime import clock

KIND = "call"  # shown, rung, answered with the key
SPOKEN = "tts"  # said aloud beside it, by radios that have told us they can
SHOWN = "text"  # a broadcast: nothing to answer
ADAPTER = "radio"
TIMES = 2  # said twice: the first time nobody listens
# The ladder is through after half an hour; a radio switched on later must not ring for what others have long answered.
EXPIRES_S = 1800


class Radio(EachAlone):
    name = "radio"
    outside = True
    receipts = True
    slow = False

    def send(self, message: Message) -> Handed:
        terminals = radios_of(message.person, message.to)
        if not terminals:
            raise ChannelFailed("没有登记的电台")
        payload = {
            "call": message.call,
            "purpose": message.purpose,
            "to": message.name,
            "text": message.text,
            "from": message.sender,
        }
        kind = KIND if message.call is not None else SHOWN
        sent = [tell(terminal, kind, payload) for terminal in terminals]
        for terminal in terminals:
            if terminal.meta.get("speaks"):
                tell(terminal, SPOKEN, {"call": message.call, "text": message.text, "times": TIMES})
        return Handed(f"downlink:{sent[0]}", sent=False)


def tell(terminal: Terminal, kind: str, payload: dict[str, Any]) -> int:
    expires = clock.now() + timedelta(seconds=EXPIRES_S)
    return send_downlink(terminal=terminal, kind=kind, payload=payload, expires_at=expires).pk


def radios_of(person: Person | None, number: str) -> list[Terminal]:
    """The one whose number was entered, else those of the person and of the person's unit."""
    live = Terminal.objects.live().filter(adapter=ADAPTER).order_by("id")
    if number:
        return list(live.filter(external_id=number))
    if person is None:
        return []
    subjects = [subject for subject in (person.subject_id, person.unit_id) if subject is not None]
    return list(live.filter(subject_id__in=subjects))


channel = Radio()

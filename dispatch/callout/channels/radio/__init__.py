"""call → **radio** → downlink: words on the person's or the unit's radio; the answer key comes back as a CallReply."""

from __future__ import annotations

from datetime import timedelta

from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.contacts.models import Person
from realtime import clock

KIND = "call"
ADAPTER = "radio"
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
        expires = clock.now() + timedelta(seconds=EXPIRES_S)
        sent = [send_downlink(terminal=terminal, kind=KIND, payload=payload, expires_at=expires) for terminal in terminals]
        return Handed(f"downlink:{sent[0].pk}", sent=False)


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

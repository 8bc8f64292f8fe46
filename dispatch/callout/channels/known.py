"""What a channel is to the callout engine: a name, whether it leaves the house, and one function that hands a message over."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from dispatch.callout.models import Attempt


class ChannelFailed(Exception):
    """This address cannot be tried now; the words go to the attempt, the engine moves on to the next one."""


class Handed(NamedTuple):
    """Handed over. `provider` is the id by which its receipts come back; `sent` is False while somebody else still has to carry it."""

    provider: str
    sent: bool


class Channel(Protocol):
    name: str  # of addresses (dispatch/contacts/models.py CHANNELS)
    outside: bool  # leaves the system: a table-top exercise records the attempt and sends nothing
    receipts: bool  # says when it was delivered; without that word in time the next channel is tried

    def send(self, attempt: Attempt) -> Handed:
        """Inside the caller's transaction, so it must not wait for anybody: a slow gateway queues a row or a chore."""
        ...

"""What a channel is to whoever hands messages over: a name, what it promises, and one function that hands a message over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from dispatch.contacts.models import Person


class ChannelFailed(Exception):
    """Not handed over; the words go to the attempt, the next way is tried. `retry`: the provider is unwell (its circuit counts
    this), where a refused number or text would be refused for ever."""

    def __init__(self, words: str, retry: bool = False) -> None:
        super().__init__(words)
        self.words, self.retry = words, retry
        self.stood_in = False  # one provider is unwell, another of the channel is not: the channel's circuit does not count it


class Handed(NamedTuple):
    """Handed over. `provider` is the id by which its receipts come back; `sent` is False while somebody else still has to carry it."""

    provider: str
    sent: bool = True


class Message(NamedTuple):
    """One message to one address. `id` is the provider's idempotency key: the same id is never handed over twice."""

    id: str  # "a<attempt>" or "b<broadcast leg>"
    to: str  # the address's value; may be empty where the channel finds the device by the person
    person: Person | None
    text: str  # complete, an exercise's opening words included
    purpose: str
    template: str = ""  # registered at the provider; empty = free text
    variables: dict[str, str] = {}  # noqa: RUF012 – read only
    exercise: bool = False
    exercise_id: int | None = None  # which; a provider needs only to know that it is one
    call: int | None = None  # of a call-out: what an answer answers
    sender: str = ""  # who calls, in words
    name: str = ""  # who is called, in words
    answer_url: str = ""  # one link by which this person may answer without an account; empty = none
    keys: dict[str, str] = {}  # noqa: RUF012 – keys of a voice call and what each says, e.g. {"1": "收到"}; empty = nothing asked


class Channel(Protocol):
    name: str  # of addresses (dispatch/contacts/models.py CHANNELS)
    outside: bool  # leaves the house: nothing of a table-top exercise goes this way
    receipts: bool  # says when it was delivered; without that word in time the next channel is tried
    slow: bool  # waits for a network: handed over by the worker, outside any transaction; False: send() inside the caller's
    public: bool  # heard by whoever stands there: never in any exercise
    batch: int  # messages in one send_many; 1 = each by itself, at the same time as others

    @property
    def several(self) -> bool:
        """More than one provider carries it, each with a circuit of its own."""
        ...

    def send(self, message: Message) -> Handed:
        """Within 5 s when `slow`, at once when not. Raises ChannelFailed."""
        ...

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        """One result per message, in order. Raises ChannelFailed when the provider took none."""
        ...


class EachAlone:
    """What most channels are: private, one message at a time."""

    public = False
    batch = 1

    @property
    def several(self) -> bool:
        """More than one provider carries it, each minded by a circuit of its own: a slow one is not the channel's slowness."""
        return False

    def ready(self) -> bool:
        """False where the bureau has nothing that carries it: addresses of this kind are then no ways to anybody."""
        return True

    def send(self, message: Message) -> Handed:
        raise NotImplementedError

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        results: list[Handed | ChannelFailed] = []
        for message in messages:
            try:
                results.append(self.send(message))
            except ChannelFailed as reason:
                results.append(reason)
        return results

    def probe(self) -> None:
        """Asked while the channel is down, instead of trying it with somebody's message. Raises ChannelFailed; a channel that cannot
        tell without a message leaves this as it is."""
        raise NotImplementedError

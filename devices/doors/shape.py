"""wire → doors → **shape** → gateway: what a door is to the gateway, and what the gateway is to a door. No Django, no sockets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from devices.readings import Reply, Source
from devices.tracking import Known
from devices.wire.rights import Right

# Called on the loop: the adapter's replies once what was said is stored (a promise) or applied; None when it was refused.
Done = Callable[[Sequence[Reply] | None], None]


class Taken(NamedTuple):
    """What became of one frame. ``why`` is empty when it was taken, else one Chinese sentence for the quarantine and the peer."""

    replies: Sequence[Reply] = ()
    why: str = ""
    later: bool = False  # not refused, only not stored in time: the peer should send it again
    stored: bool = False  # it was a promise, and is committed


class Hall(Protocol):
    """The gateway's side, as doors see it."""

    token: str  # of servers that speak for many devices; empty: there are none
    emqx: str  # secret of the EMQX that asks us; empty: none does
    rights: Mapping[str, Right]  # of the broker's users

    def accept(self, topic: bytes, payload: bytes, done: Done) -> str:
        """The same for wires that answer nobody: returns at once, why it was refused or nothing; ``done`` once it counts, with None if never."""

    async def hand(self, topic: str, payload: bytes) -> Taken:
        """One frame into the line. Returns when it counts: at once for positions, after the commit for promises."""

    def known(self, source: Source) -> Known | None:
        """The live terminal of this source, with the digest of its credential."""

    def holder(self, adapter: str, secret: str) -> str | None:
        """Whose credential this is: the external id, for protocols that carry nothing but a token."""

    def trust(self, adapter: str) -> str:
        """What a terminal that was enrolled without a secret has to show (devices/wire/trust.py)."""

    def refuse(self, topic: str, why: str, first_bytes: bytes) -> None:
        """Into the quarantine: what never became a frame."""

    def arrived(self, source: Source) -> None:
        """It can be told something now: what waits for it is sent at once."""

    def derive(self, what: str) -> str:
        """A secret that follows from this installation's own and from ``what``: the same each time, nobody else's."""

    async def pin(self, source: Source, secret: str) -> bool:
        """Keep this secret's digest with a terminal that has none yet. False: it has one, is none of ours, or its protocol is closed."""


class Door(Protocol):
    """One protocol's listener. Built once, opened once or not at all."""

    PORTS: tuple[str, ...]  # names of its ports: DOOR_HTTP is "http"
    ROOTS: tuple[str, ...]  # first levels of the topics whose downlinks leave here

    def __init__(self, hall: Hall) -> None: ...

    async def open(self, name: str, host: str, port: int) -> int:
        """Listen; the port it became (0 = any free one). OSError: taken, and the hall says so and asks again later."""

    async def close(self) -> None: ...

    def owns(self, topic: str) -> bool:
        """Does this downlink leave here? A root may be spoken over MQTT too."""

    def deliver(self, topic: str, payload: bytes) -> bool:
        """On the loop: written to the device's live session. False: not here now; the command stays queued."""

    def sessions(self) -> int:
        """How many devices are connected now, for the page of health."""

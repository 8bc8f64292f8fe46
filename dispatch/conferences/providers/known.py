"""What carries a conference: one interface; a file per provider beside this one, one line in the list."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from dispatch.conferences.models import Conference, Leg

TIMEOUT_S = 4.0  # of any call to a provider; the worker must be able to say within 5 s that it is dead


class ProviderDown(Exception):
    """It does not answer, or refuses: the words go to the board."""


class Way(NamedTuple):
    """How one page comes in. What does not apply is empty."""

    url: str = ""
    token: str = ""
    room: str = ""
    pin: str = ""
    number: str = ""
    password: str = ""


class Provider(Protocol):
    name: str
    words: str  # for the officer who chooses
    in_page: bool  # pictures are on our own page, and presence is kept by the signalling's socket
    outside: bool  # lives outside this system: probed, may be down
    most_video: int | None  # hard caps; None = the provider's own business
    most_voice: int | None

    def configured(self, area: str) -> bool: ...

    def reserve(self, conference: Conference) -> dict[str, Any]:
        """Inside the action, without network: the keys of the room to be."""
        ...

    def way(self, conference: Conference, leg: Leg) -> Way: ...

    def carry_out(self, kind: str, room: dict[str, Any]) -> None:
        """By the worker, outside every transaction, within TIMEOUT_S; done twice it changes nothing. Raises ProviderDown."""
        ...

    def probe(self) -> None:
        """Is it alive? Raises ProviderDown with the reason."""
        ...


class NothingToAsk:
    """What needs nobody's hand to have a room: it comes into being with the first who enters."""

    def reserve(self, conference: Conference) -> dict[str, Any]:
        return {}

    def carry_out(self, kind: str, room: dict[str, Any]) -> None:
        return None

    def probe(self) -> None:
        return None

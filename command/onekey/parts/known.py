"""What a part of the press is to whoever composes it: say what would happen, be the same still, start, count, undo, whom it reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from command.onekey.models import Leg, Press
from command.onekey.rows import PartPreview, PressTrouble
from command.onekey.wish import Wish
from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from realtime.accounts.may import Caller


class Started(NamedTuple):
    """`of` legs are under way; `ref` is the row that has them, `made` False where it was there before."""

    of: int
    ref: int | None = None
    made: bool = True


class Count(NamedTuple):
    of: int
    done: int
    failed: int


@dataclass(frozen=True)
class Taken:
    """What an undo took back, and what it could not, in words."""

    undone: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reached:
    """Whom the leg has reached so far, and whom not: a correction goes to the first and to nobody else."""

    persons: list[Person] = field(default_factory=list)
    teams: list[Unit] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class Part(Protocol):
    name: str
    verb: str  # the post must allow it besides the press itself

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        """None where there is nothing for this part to do."""
        ...

    def prints(self, wish: Wish) -> dict[str, str]:
        """What matters of the situation: thing → its state now. Another state at the confirmation refuses the press."""
        ...

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        """The difference in words."""
        ...

    def start(self, who: Caller, wish: Wish, press: Press) -> Started: ...

    def count(self, leg: Leg) -> Count: ...

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        """What failed, each with what to do next."""
        ...

    def undo(self, who: Caller, leg: Leg) -> Taken: ...

    def reached(self, leg: Leg) -> Reached: ...

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        """Where the leg itself can be put right: the row that does it. Persons and teams that were reached are told by the correction."""
        ...

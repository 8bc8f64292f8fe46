"""What a story is made of: steps at times of the story, each with what somebody does and what the centre must then show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from command.scenarios.stage import Stage

Do = Callable[["Stage"], Any]
Shown = Callable[["Stage"], Any]  # truthy once the screen shows it


@dataclass(frozen=True)
class Step:
    """`at` is minutes:seconds of the story; `within_s` are real seconds from the act until a screen shows it."""

    at: str
    who: str
    what: str
    do: Do
    shows: Shown
    within_s: float
    instead: Callable[[Stage], str] | None = None  # what there is when it is not shown in time

    @property
    def second(self) -> int:
        return seconds(self.at)


@dataclass(frozen=True)
class Later:
    """A step of the story whose function another part of the product brings."""

    at: str
    who: str
    what: str
    part: str

    @property
    def second(self) -> int:
        return seconds(self.at)


@dataclass(frozen=True)
class Story:
    name: str
    title: str
    area: str
    steps: tuple[Step | Later, ...]

    def in_order(self) -> list[Step | Later]:
        return sorted(self.steps, key=lambda step: step.second)


def seconds(at: str) -> int:
    minutes, _, rest = at.partition(":")
    return int(minutes) * 60 + int(rest or 0)

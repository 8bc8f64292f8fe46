"""Verbs on callouts: start, deliver, answer, take over, stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dispatch.callout.models import Call, Callout
from dispatch.contacts.models import Person

DEFAULT_LADDER = "callout.default"


def start_callout(
    *,
    actor: str,
    about: str,
    about_id: int,
    purpose: str,
    persons: Sequence[Person],
    text: str,
    area: str,
    incident_id: int | None = None,
    ladder: str = DEFAULT_LADDER,
    exercise: int | None = None,
    name: str = "",
    join: bool = True,
) -> Callout:
    raise NotImplementedError


def deliver_call(*, actor: str, call_id: int) -> Call:
    raise NotImplementedError


def answer_call(*, actor: str, call_id: int, answer: str, action_text: str, said_by: str = "", read_back: bool = False) -> Call:
    raise NotImplementedError


def take_over_call(*, actor: str, name: str, call_id: int) -> Call:
    raise NotImplementedError


def stop_callout(*, actor: str, about: str, about_id: int) -> int:
    """How many calls were called off."""
    raise NotImplementedError


_on_answer: dict[str, list[Callable[[Call], None]]] = {}


def on_answer(about: str, tell: Callable[[Call], None]) -> None:
    """`tell(call)` runs in the action that records the answer; registered in `AppConfig.ready`."""
    known = _on_answer.setdefault(about, [])
    if tell not in known:
        known.append(tell)

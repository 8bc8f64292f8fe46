"""callout → **hooks** → whoever asked: an answer, and the moment when a human must take a call in hand. Registered in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.callout.models import Call

Tell = Callable[[Call], None]
Ask = Callable[[Call, str], None]

_on_answer: dict[str, list[Tell]] = {}
_on_officer: list[Ask] = []
_on_video: dict[str, Callable[[Call], bool]] = {}


def on_answer(about: str, tell: Tell) -> None:
    """`tell(call)` runs in the action that records the answer; `call.callout.about_id` says what it was about."""
    known = _on_answer.setdefault(about, [])
    if tell not in known:
        known.append(tell)


def on_officer(ask: Ask) -> None:
    """`ask(call, "officer" | "physical")` when the ladder has no more machine to try."""
    if ask not in _on_officer:
        _on_officer.append(ask)


def on_video(about: str, ring: Callable[[Call], bool]) -> None:
    """`ring(call)` on the rung `video`: True when the person's own page is rung into a conference for this."""
    _on_video[about] = ring


def ring_video(call: Call) -> bool:
    ring = _on_video.get(call.callout.about)
    return ring is not None and ring(call)


def tell_answer(call: Call) -> None:
    for tell in _on_answer.get(call.callout.about, []):
        tell(call)


def ask_officer(call: Call, action: str) -> None:
    for ask in _on_officer:
        ask(call, action)

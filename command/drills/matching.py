"""log → **matching** → score sheet: which expected action was taken, and when. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Verdict = Literal["met", "late", "missed", "open"]


class Expected(NamedTuple):
    """Something a unit should do within so many seconds of the moment `after`. `subjects`: of which things; None = of any.

    `every`: it is done when each of the subjects has it, e.g. all five levels have answered one order.
    """

    key: int
    kinds: frozenset[str]
    after: float
    within: float
    subjects: frozenset[int] | None = None
    every: bool = False


class Happened(NamedTuple):
    """An event of the exercise: when, what, about which thing. `mark` tells two events apart."""

    at: float
    kind: str
    subject: int
    mark: str = ""


class Found(NamedTuple):
    verdict: Verdict
    seconds: float | None = None
    mark: str = ""


def recognise(expected: Iterable[Expected], happened: Iterable[Happened], now: float) -> dict[int, Found]:
    """The earliest fitting event at or after its inject answers an expectation. One that names no thing takes an event nobody else has:
    two injects that ask for “an order” need two orders."""
    events = sorted(happened)
    taken: set[int] = set()
    found: dict[int, Found] = {}
    for one in sorted(expected, key=lambda one: (one.after, one.key)):
        fits = [
            (place, event)
            for place, event in enumerate(events)
            if event.at >= one.after and event.kind in one.kinds and (one.subjects is None or event.subject in one.subjects)
        ]
        if one.subjects is None:
            fits = [(place, event) for place, event in fits if place not in taken]
        answered = _answer(one, [event for _, event in fits])
        if answered is not None and one.subjects is None:
            taken.add(fits[0][0])
        found[one.key] = judge(one, answered, now)
    return found


def _answer(one: Expected, fits: Sequence[Happened]) -> Happened | None:
    if not one.every or one.subjects is None:
        return fits[0] if fits else None
    first: dict[int, Happened] = {}
    for event in fits:
        first.setdefault(event.subject, event)
    return max(first.values()) if first and set(first) >= one.subjects else None


def judge(one: Expected, answered: Happened | None, now: float) -> Found:
    """In time counts to the second named; without an answer it is open until then, and missed after."""
    if answered is None:
        return Found("open" if now - one.after <= one.within else "missed")
    seconds = answered.at - one.after
    return Found("met" if seconds <= one.within else "late", seconds, answered.mark)

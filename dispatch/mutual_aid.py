"""loan → **mutual_aid** → lender: which agreement covers a borrowed team or stock. The layer that keeps agreements puts its answer in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Cover(NamedTuple):
    """The agreement, and how one asks under it."""

    id: int
    name: str
    how: str


# (lender, borrower, type of event, capability or "stock") → the agreement; None = nobody has agreed to this
Answer = Callable[[str, str, str, str], Cover | None]
_answers: list[Answer] = []
STOCK = "stock"
DISTRICT = 6  # digits: inside one district nobody needs an agreement


def answer_from(answer: Answer) -> None:
    _answers[:] = [answer]


def borrowed(lender: str, borrower: str) -> bool:
    """From another district's hands; what the city lends downwards is its own."""
    return min(len(lender), len(borrower)) >= DISTRICT and lender[:DISTRICT] != borrower[:DISTRICT]


def covering(lender: str, borrower: str, type: str, what: str) -> Cover | None:
    return next((found for answer in _answers if (found := answer(lender, borrower, type, what))), None)

"""agreements → **covering** → loan: which of them holds for this lender, borrower, event, thing and day. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple


class Terms(NamedTuple):
    """What an agreement says, as far as a machine reads it. No hazards = every hazard; no `what` = everything."""

    id: int
    parties: Sequence[str]
    hazards: Sequence[str]
    what: Sequence[str]
    valid_from: date
    valid_to: date


class Loan(NamedTuple):
    lender: str
    borrower: str
    hazard: str
    what: str
    day: date


def party_of(parties: Sequence[str], area: str) -> str | None:
    """The party in whose area this lies; the finest one."""
    return max((code for code in parties if area.startswith(code)), key=len, default=None)


def covers(terms: Terms, loan: Loan) -> bool:
    """Two different parties, its hazard, its thing, on a day it is in force; both ends of the term belong to it."""
    lender, borrower = party_of(terms.parties, loan.lender), party_of(terms.parties, loan.borrower)
    if lender is None or borrower is None or lender == borrower:
        return False
    if terms.hazards and not loan.hazard.startswith(tuple(terms.hazards)):
        return False
    if terms.what and loan.what not in terms.what:
        return False
    return terms.valid_from <= loan.day <= terms.valid_to


def best(known: Iterable[Terms], loan: Loan) -> Terms | None:
    """The most particular one: nearest parties, then named hazard, then named thing, then the one that lasts longest."""
    return max((one for one in known if covers(one, loan)), key=lambda one: _rank(one, loan), default=None)


def _rank(terms: Terms, loan: Loan) -> tuple[int, int, bool, int, int]:
    near = len(party_of(terms.parties, loan.lender) or "") + len(party_of(terms.parties, loan.borrower) or "")
    hazard = max((len(code) for code in terms.hazards if loan.hazard.startswith(code)), default=0)
    return near, hazard, bool(terms.what), terms.valid_to.toordinal(), -terms.id


def standing(valid_from: date, valid_to: date, day: date, warn_days: int) -> str:
    """future, valid, expiring (within the days of warning), expired."""
    if day < valid_from:
        return "future"
    if day > valid_to:
        return "expired"
    return "expiring" if (valid_to - day).days < warn_days else "valid"

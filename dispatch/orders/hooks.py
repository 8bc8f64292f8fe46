"""order → **hooks** → safety, teams: who wants to know what happens to an assignment; lists filled in `AppConfig.ready`.

Hooks run inside the action's own transaction, as its actor: what they write stands or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.incidents.models import Incident
    from dispatch.orders.models import Assignment

Opened = Callable[[str, "Assignment"], None]  # actor, assignment
Leg = Callable[[str, "Assignment", str], None]  # actor, assignment, leg
Contact = Callable[[str, int, str, "datetime | None", "int | None"], None]  # actor, unit, how, when it was said, exercise
Copies = Callable[["Incident"], list[str]]  # actors who get a copy of this incident's orders

_copies: list[Copies] = []
_opened: list[Opened] = []
_released: list[Opened] = []
_leg: list[Leg] = []
_contact: list[Contact] = []


def on_opened(hook: Opened) -> None:
    if hook not in _opened:
        _opened.append(hook)


def on_released(hook: Opened) -> None:
    if hook not in _released:
        _released.append(hook)


def on_leg(hook: Leg) -> None:
    if hook not in _leg:
        _leg.append(hook)


def on_contact(hook: Contact) -> None:
    """Every answer of a crew is a sign of life."""
    if hook not in _contact:
        _contact.append(hook)


def on_copies(hook: Copies) -> None:
    if hook not in _copies:
        _copies.append(hook)


def copies(incident: Incident) -> list[str]:
    """Besides the duty posts of the levels between."""
    return [actor for hook in _copies for actor in hook(incident)]


def opened(actor: str, assignment: Assignment) -> None:
    for hook in _opened:
        hook(actor, assignment)


def released(actor: str, assignment: Assignment) -> None:
    for hook in _released:
        hook(actor, assignment)


def leg(actor: str, assignment: Assignment, leg: str) -> None:
    for hook in _leg:
        hook(actor, assignment, leg)


def contact(actor: str, unit_id: int, how: str, at: datetime | None, exercise: int | None) -> None:
    for hook in _contact:
        hook(actor, unit_id, how, at, exercise)

"""contacts → **answering** → roster: whoever asks who has the duty is answered by the roster, where one is kept."""

from __future__ import annotations

from command.duty.cover import holder_at, present_at
from command.duty.models import DutyRole, DutyShift
from command.duty.watching import LOOKED_BACK
from dispatch.contacts.models import Person
from realtime import clock


def on_roster(area: str, role: str) -> list[Person] | None:
    """None: this area keeps no roster for the role; an empty list: it does, and nobody is there."""
    kept = DutyRole.objects.filter(code=role).first()
    if kept is None:
        return None
    now = clock.now()
    shifts = DutyShift.objects.between(area, now - LOOKED_BACK, now + LOOKED_BACK).filter(role=kept)
    turns = shifts.turns()
    if not turns:
        return None
    held = holder_at(turns, role, now) if kept.single else None
    persons = [held.person] if held else [turn.person for turn in present_at(turns, role, now)]
    found = Person.objects.select_related("user").in_bulk(persons)
    return [found[number] for number in persons]

"""pattern → **rota** → turns: a month's roster from a pattern and the lists of people, in turn, with their rest. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from command.duty.cover import Gap, Turn, too_soon


class Slot(NamedTuple):
    """A shift of every day: from when, how long, how many of which role."""

    role: str
    begins: time
    hours: float
    number: int = 1


class Rota(NamedTuple):
    turns: list[Turn]
    gaps: list[Gap]  # where the list had nobody who was free and rested


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def plan(
    slots_of: Callable[[date], Sequence[Slot]],
    people: Mapping[str, Sequence[int]],
    days: Sequence[date],
    *,
    rest: timedelta,
    zone: tzinfo,
    taken: Sequence[Turn] = (),
) -> Rota:
    """Each role's list goes round; whoever is not free or not rested is passed over and comes next time. `taken`: what stands already."""
    turns: list[Turn] = []
    found: list[Gap] = []
    queues = {role: list(listed) for role, listed in people.items()}
    for day in days:
        for slot in slots_of(day):
            start = datetime.combine(day, slot.begins, zone)
            end = start + timedelta(hours=slot.hours)
            standing = [turn for turn in taken if turn.role == slot.role and turn.start < end and turn.end > start]
            there = len({turn.person for turn in standing if turn.start <= start and turn.end >= end})
            # Of what stands in part of the shift a second one would overlap; the hole is named instead.
            for _ in range(slot.number - len({turn.person for turn in standing})):
                queue = queues.get(slot.role, [])
                free = next((n for n, person in enumerate(queue) if too_soon([*taken, *turns], person, start, end, rest) is None), None)
                if free is None:
                    break
                person = queue.pop(free)
                queue.append(person)
                turns.append(Turn(slot.role, person, start, end))
                there += 1
            if there < slot.number:
                found.append(Gap(slot.role, start, end, there, slot.number))
    return Rota(turns, found)

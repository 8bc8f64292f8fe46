"""roster → **cover** → who has it: at an instant, the gaps of a stretch, what is missing. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple


class Turn(NamedTuple):
    """One person has one role from an instant (included) until another (excluded)."""

    role: str
    person: int
    start: datetime
    end: datetime


class Gap(NamedTuple):
    """Fewer than are needed, from an instant until another."""

    role: str
    start: datetime
    end: datetime
    there: int
    needed: int


class Holder(NamedTuple):
    person: int
    start: datetime
    end: datetime
    over: bool  # past the end of the own turn, because nobody has relieved them


def holder_at(turns: Iterable[Turn], role: str, at: datetime) -> Holder | None:
    """Exactly one, from the first turn of the role on: whoever nobody relieves keeps it (未交班不得离岗). None: the roster has not begun."""
    begun = [turn for turn in turns if turn.role == role and turn.start <= at]
    if not begun:
        return None
    last = max(begun, key=lambda turn: turn.start)
    return Holder(last.person, last.start, last.end, at >= last.end)


def present_at(turns: Iterable[Turn], role: str, at: datetime) -> list[Turn]:
    return [turn for turn in turns if turn.role == role and turn.start <= at < turn.end]


def gaps(turns: Sequence[Turn], needs: Mapping[str, int], start: datetime, end: datetime) -> list[Gap]:
    """Every stretch in which a role has fewer than it needs, in order of time; neighbours that lack the same are one."""
    found: list[Gap] = []
    for role, needed in needs.items():
        mine = [turn for turn in turns if turn.role == role and turn.start < end and turn.end > start]
        edges = sorted({start, end, *(max(start, turn.start) for turn in mine), *(min(end, turn.end) for turn in mine)})
        open_gap: Gap | None = None
        for left, right in pairwise(edges):
            there = len({turn.person for turn in mine if turn.start <= left and turn.end >= right})
            if there >= needed:
                open_gap = None
                continue
            if open_gap is not None and open_gap.there == there:
                found.pop()
                open_gap = open_gap._replace(end=right)
            else:
                open_gap = Gap(role, left, right, there, needed)
            found.append(open_gap)
    return sorted(found, key=lambda gap: (gap.start, gap.role))


def too_soon(turns: Iterable[Turn], person: int, start: datetime, end: datetime, rest: timedelta) -> Turn | None:
    """The turn of this person that leaves less than the rest before or after; overlapping ones are another matter and count too."""
    for turn in turns:
        if turn.person == person and turn.start < end + rest and turn.end + rest > start:
            return turn
    return None


def missing_at(turns: Iterable[Turn], needs: Mapping[str, int], at: datetime) -> dict[str, int]:
    """How many of each role are not there now."""
    listed = list(turns)
    lacking = {role: needed - len({turn.person for turn in present_at(listed, role, at)}) for role, needed in needs.items()}
    return {role: count for role, count in lacking.items() if count > 0}


def most_of(*needs: Mapping[str, int]) -> dict[str, int]:
    """What several reasons require together: of each role the most that any of them wants."""
    whole: dict[str, int] = {}
    for one in needs:
        for role, count in one.items():
            whole[role] = max(count, whole.get(role, 0))
    return whole

"""event → **choosing** → specialties → experts: which knowledge a kind of event asks for, and who has it nearest and free. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Table = Mapping[str, Sequence[str]]  # prefix of event types → specialties, the most wanted first; "" = any event


class Known(NamedTuple):
    id: int
    area: str
    specialties: Sequence[str]
    free: bool


def specialties_for(table: Table, type: str) -> list[str]:
    """Of the longest prefix that has a row."""
    prefix = max((code for code in table if type.startswith(code)), key=len, default=None)
    return list(table[prefix]) if prefix is not None else []


def nearness(area: str, place: str) -> int:
    """How many digits an expert's area shares with the place, in whole levels: 0, 2, 4, 6, 9 or 12."""
    return max(
        (length for length in (0, 2, 4, 6, 9, 12) if area[:length] == place[:length] and len(area) >= length <= len(place)), default=0
    )


def propose(experts: Iterable[Known], table: Table, type: str, place: str, each: int) -> list[tuple[int, str, bool]]:
    """(expert, specialty, chosen): of each specialty wanted the `each` best that are free are chosen; nobody twice, and who is away last."""
    found: list[tuple[int, str, bool]] = []
    seen: set[int] = set()
    held = list(experts)
    for specialty in specialties_for(table, type):
        able = [one for one in held if specialty in one.specialties and one.id not in seen]
        able.sort(key=lambda one: (not one.free, -nearness(one.area, place), list(one.specialties).index(specialty), one.id))
        for place_in, one in enumerate(able):
            found.append((one.id, specialty, one.free and place_in < each))
            seen.add(one.id)
    return found

"""agreements → **crossings** → 五跨: what may have to be crossed, and who has agreed to it. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from command.agreements.covering import Terms


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    name: str
    agreements: tuple[int, ...]


def by_area(terms: Sequence[Terms], areas: Mapping[str, str]) -> list[Line]:
    """跨区域: an area is covered where it is itself a party; what its city agreed to with others is the city's line."""
    return [
        Line(code, name, _ids(one for one in terms if code in one.parties and len(set(one.parties)) > 1)) for code, name in areas.items()
    ]


def by_level(terms: Sequence[Terms], pairs: Mapping[str, tuple[int, int]]) -> list[Line]:
    """跨层级: an agreement whose parties are of both these levels (digits of their codes)."""
    return [Line(key, key, _ids(one for one in terms if set(pair) <= {len(party) for party in one.parties})) for key, pair in pairs.items()]


def by_trait(terms: Sequence[Terms], traits: Mapping[str, Sequence[str]]) -> list[Line]:
    """跨行业、跨部门: name → kinds of teams that belong to it; an agreement on everything covers each of them."""
    return [Line(name, name, _ids(one for one in terms if not one.what or set(one.what) & set(kinds))) for name, kinds in traits.items()]


def by_hazard(terms: Sequence[Terms], types: Mapping[str, str]) -> list[Line]:
    """跨灾种: type of event → name; an agreement on a prefix covers what begins with it, one on a finer type does not cover the whole."""
    return [
        Line(code, name, _ids(one for one in terms if not one.hazards or code.startswith(tuple(one.hazards))))
        for code, name in types.items()
    ]


def _ids(found: Iterable[Terms]) -> tuple[int, ...]:
    return tuple(one.id for one in found)

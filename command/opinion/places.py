"""text → **places** → area: which district, town or village a post speaks of, by the names of the area tree. No Django.

A name counts in full or without its ending (良口镇, 良口). Where several areas have it, those above decide; where nothing decides, the answer
is what they have in common – never a guess between two towns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

CITY, DISTRICT, TOWN, VILLAGE = 4, 6, 9, 12  # digits of a code
ENDINGS = ("街道", "社区", "地区", "镇", "乡", "街", "区", "县", "市", "村")
SHORTEST = 2  # characters of a name: 东区 without its ending would be everywhere
LONGEST = 14


class Place(NamedTuple):
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names → codes. A village's name counts only together with its town or district: every county has its 新村."""

    codes: Mapping[str, frozenset[str]]
    names: Mapping[str, str] = field(default_factory=dict)


def lexicon(areas: Iterable[tuple[str, str]]) -> Lexicon:
    codes: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for code, name in areas:
        names[code] = name
        for said in {name, short(name)}:
            if SHORTEST <= len(said) <= LONGEST:
                codes.setdefault(said, set()).add(code)
    # 良口 is the town, not the community of that name inside it
    return Lexicon({name: frozenset(code for code in found if not _inside(code, found)) for name, found in codes.items()}, names)


def short(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST:
            return name.removesuffix(ending)
    return name


def _inside(code: str, others: Iterable[str]) -> bool:
    return any(code != other and code.startswith(other) for other in others)


def named(text: str, known: Lexicon) -> list[frozenset[str]]:
    """Every name in the text, each with what it may mean; a longer name hides the shorter ones in it."""
    found: list[frozenset[str]] = []
    at = 0
    while at < len(text):
        for length in range(min(LONGEST, len(text) - at), SHORTEST - 1, -1):
            meant = known.codes.get(text[at : at + length])
            if meant is not None:
                found.append(meant)
                at += length
                break
        else:
            at += 1
    return found


def place_of(text: str, known: Lexicon) -> Place | None:
    """The finest area the text is surely about; of several as fine, what lies over all of them."""
    said = named(text, known)
    certain = {code for meant in said for code in meant if len(code) < VILLAGE and len(meant) == 1}
    candidates: set[str] = set()
    for meant in said:
        fitting = {code for code in meant if any(code != other and code.startswith(other) for other in certain if len(other) > CITY)}
        if fitting:
            candidates |= fitting
        elif len(meant) == 1:
            candidates |= {code for code in meant if len(code) < VILLAGE}
        else:
            # several areas of one name and nothing that decides: what they share
            shared = _shared({code for code in meant if len(code) < VILLAGE})
            candidates |= {shared} if shared in known.names else set()
    if not candidates:
        return None
    finest = {code for code in candidates if not any(other != code and other.startswith(code) for other in candidates)}
    code = next(iter(finest)) if len(finest) == 1 else _shared(finest)
    while code and code not in known.names:
        code = code[:-1]
    return Place(code, known.names[code]) if code else None


def _shared(codes: set[str]) -> str:
    """The deepest area over all of them: codes grow by whole levels."""
    if not codes:
        return ""
    one = min(codes)
    fitting = (one[:digits] for digits in (VILLAGE, TOWN, DISTRICT, CITY) if len(one) >= digits)
    return next((prefix for prefix in fitting if all(code.startswith(prefix) for code in codes)), "")

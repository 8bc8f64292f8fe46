"""post, rules, spread → **scoring** → 0…100: how soon somebody should look at it. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

MOST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row of the rules: any of `words`, all of `also`, none of `without`; in `places`, or anywhere."""

    id: int
    words: tuple[str, ...]
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # area codes
    needs_place: bool = True
    hazard: str = ""
    weight: int = 40


@dataclass(frozen=True, slots=True)
class Weights:
    place: int = 15
    negative: int = 10
    spread: float = 8.0  # for each doubling of how often it was said
    reach: float = 4.0  # for each ten-fold of readers


def hits(text: str, area: str | None, rules: Iterable[Wanted]) -> list[tuple[Wanted, list[str]]]:
    """Rules that fit, the heaviest first, each with its words in the text."""
    said = text.lower()
    found = []
    for rule in rules:
        words = [word for word in rule.words if word.lower() in said]
        if not words or not all(word.lower() in said for word in rule.also) or any(word.lower() in said for word in rule.without):
            continue
        if (rule.needs_place or rule.places) and area is None:
            continue
        if rule.places and not any((area or "").startswith(code) for code in rule.places):
            continue
        found.append((rule, words))
    return sorted(found, key=lambda one: (-one[0].weight, one[0].id))


def sentiment(text: str, negative: Sequence[str]) -> int:
    """−1 where one of the bureau's words says so; nobody reads minds."""
    return -1 if any(word in text for word in negative) else 0


def score(*, weight: int, source: int, placed: bool, feeling: int, mentions: int, reach: int, weights: Weights) -> int:
    """More mentions, more readers, a place, a bad word: never fewer points."""
    points = float(weight + source)
    points += weights.place if placed else 0
    points += weights.negative if feeling < 0 else 0
    points += weights.spread * log2(max(1, mentions))
    points += weights.reach * (len(str(reach)) - 1 if reach > 0 else 0)
    return max(0, min(MOST, round(points)))

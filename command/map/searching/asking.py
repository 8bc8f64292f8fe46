"""What somebody typed, taken apart once for all finders; and how near a name is to it. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dispatch.features.pinyin import initials
from realtime.accounts.may import Caller

LONGEST = 80
PHONE_DIGITS = 7  # a landline without its area code; fewer would let numbers be guessed figure by figure
MOST = 8  # of one kind
NOT_MEANT = 99


@dataclass(frozen=True)
class Asked:
    text: str
    who: Caller

    @cached_property
    def whole(self) -> str:
        return " ".join(self.text.lower().split())

    @cached_property
    def words(self) -> list[str]:
        return self.whole.split()

    @cached_property
    def latin(self) -> bool:
        """May be pinyin."""
        return bool(re.fullmatch(r"[a-z0-9 ü'-]+", self.whole)) and any(char.isalpha() for char in self.whole)

    @cached_property
    def phone(self) -> str:
        """Its digits, where it can be a telephone number."""
        bare = re.sub(r"[\s()()+-]", "", self.text)
        return bare.removeprefix("86") if bare.isdigit() and PHONE_DIGITS <= len(bare) <= 13 else ""


@lru_cache(maxsize=50_000)
def spelled(name: str) -> tuple[str, str]:
    short, _, full = initials(name).partition(" ")
    return short, full


def distance(asked: Asked, name: str, also: Iterable[str] = ()) -> int:
    """Lower is nearer; NOT_MEANT where a word of the question is in none of it. The same order as the desk's own search."""
    codes = [code.lower() for code in also if code]
    lower = name.lower()
    return max((_one(word, lower, codes, asked.latin) for word in asked.words), default=NOT_MEANT)


def _one(word: str, name: str, codes: list[str], latin: bool) -> int:
    if word == name or word in codes:
        return 0
    if name.startswith(word):
        return 1
    if any(code.startswith(word) for code in codes):
        return 2
    if latin:
        short, full = spelled(name)
        if short == word:
            return 3
        if short.startswith(word):
            return 4
    if word in name:
        return 5
    if any(code.endswith(word) for code in codes):
        return 6
    if latin and len(word) > 2 and (full.startswith(word) or word in short):
        return 7
    if any(word in code for code in codes):
        return 8
    return NOT_MEANT

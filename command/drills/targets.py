"""script → **targets** → persons: “市、镇” or “值班室、何派潭” among those who take part. Pure; no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LEVELS = {"province": "省", "city": "市", "county": "县", "town": "镇", "village": "村"}
BY_LENGTH = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
ALSO = {"省级": "province", "市级": "city", "县级": "county", "区级": "county", "区": "county", "镇级": "town", "镇街": "town", "街": "town",
        "村级": "village", "村居": "village", "居": "village"} | {name: code for code, name in LEVELS.items()}  # fmt: skip
EVERYBODY = ("全体", "全体参演", "所有人")


class Player(NamedTuple):
    id: int
    name: str
    org: str
    title: str
    role: str
    area: str


def level_of(player: Player) -> str:
    """By the area of their post; a province's liaison kept under the city is known by the office's name."""
    if player.org.startswith(("广东省", "省")):
        return "province"
    return BY_LENGTH.get(len(player.area), "city")


def words_of(to: str) -> list[str]:
    return [word for word in re.split(r"[、,,;;\s]+", to.strip()) if word]


def chosen(players: Iterable[Player], to: str) -> tuple[list[Player], list[str]]:
    """(who is meant, words that mean nobody). Empty means everybody who takes part."""
    here, words = list(players), words_of(to)
    if not words or any(word in EVERYBODY for word in words):
        return here, []
    found: dict[int, Player] = {}
    nobody = []
    for word in words:
        hit = _meant(here, word)
        found |= {one.id: one for one in hit}
        if not hit:
            nobody.append(word)
    return list(found.values()), nobody


def _meant(here: Sequence[Player], word: str) -> list[Player]:
    if level := ALSO.get(word):
        return [one for one in here if level_of(one) == level]
    return [one for one in here if word in (one.name, one.role, one.org, one.title)] or [
        one for one in here if word in one.org or word in one.title
    ]

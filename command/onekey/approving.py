"""wish → **approving** → authority: what the matrix is asked about a press."""

from __future__ import annotations

from collections import Counter

from command.onekey.parts.broadcast import EVERYBODY
from command.onekey.parts.callout import persons_of, usable
from command.onekey.wish import Wish
from dispatch.authority.asking import Act
from dispatch.authority.models import OFFICIALS, PUBLIC, TEAMS
from dispatch.authority.ruling import Case


def cases_of(wish: Wish) -> list[Case]:
    """Persons by each way to them, and all of them; teams; the public where a broadcast is meant for it."""
    cases: list[Case] = []
    if wish.has("callout") and wish.persons:
        persons = persons_of(wish)
        ways = Counter(way for person in persons for way in usable(person))
        cases += [Case("", OFFICIALS, len(persons)), *(Case(way, OFFICIALS, count) for way, count in sorted(ways.items()))]
    if wish.has("orders") and wish.units:
        cases.append(Case("radio", TEAMS, len(wish.units)))
    if wish.has("broadcast") and wish.broadcast:
        cases.append(Case("sms", PUBLIC, EVERYBODY))
    return cases


def act_of(wish: Wish) -> Act:
    """The word is for exactly these teams, persons and texts."""
    content = [wish.key, sorted(wish.parts), sorted(wish.units), sorted(wish.persons), wish.text, wish.task, wish.broadcast]
    people, teams = len(wish.persons) if wish.has("callout") else 0, len(wish.units) if wish.has("orders") else 0
    words = f"一键通 {wish.title}:叫应 {people} 人、调派 {teams} 支队伍。{wish.text}"
    return Act("onekey", wish.area, cases_of(wish), content, words, wish.incident, wish.exercise)

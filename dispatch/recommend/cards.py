"""incident → **cards** → needs: which run card holds, and what one level more would ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models.functions import Now

from dispatch.incidents.models import GRADES, Incident
from dispatch.recommend.judging import Want
from dispatch.recommend.models import RunCard
from dispatch.recommend.rows import CardRow, Need, NextLevel

LEVEL_NAMES = dict(GRADES)
BARE = RunCard(name="未设编成", type_prefix="", level=4, area="", needs=[], source="没有适用的力量编成,请在后台补录")


def read_cards(types: Iterable[str]) -> list[RunCard]:
    """Every card that could hold for one of these types, in one read."""
    prefixes = {type[:length] for type in types for length in range(len(type) + 1)}
    return list(RunCard.objects.filter(type_prefix__in=prefixes, valid_from__lte=Now()))


def cards_of(known: Sequence[RunCard], type: str, area: str) -> dict[int, RunCard]:
    """level → card: the longest prefix, then the finest area, then the newest; what a longer prefix leaves out, a shorter one fills."""
    fit = [card for card in known if type.startswith(card.type_prefix) and area.startswith(card.area)]
    found: dict[int, RunCard] = {}
    for card in sorted(fit, key=lambda row: (len(row.type_prefix), len(row.area), row.valid_from)):
        found[card.level] = card
    return found


def card_for(cards: dict[int, RunCard], level: int) -> RunCard:
    """Of this level, else of the next milder one that has a row."""
    for wanted in range(level, 5):
        if wanted in cards:
            return cards[wanted]
    return cards[max(cards)] if cards else BARE


def wants_of(card: RunCard) -> list[Want]:
    return [Want(str(line["capability"]), int(line["units"]), int(line.get("people", 0))) for line in card.needs]


def needs_of(wants: Sequence[Want]) -> list[Need]:
    return [{"capability": want.capability, "units": want.units, "people": want.people} for want in wants]


def card_row(card: RunCard, incident: Incident) -> CardRow:
    task = card.task.replace("{place}", incident.place or "现场").replace("{type}", incident.type.name)
    return {
        "name": card.name, "type": card.type_prefix, "level": card.level, "source": card.source, "needs": needs_of(wants_of(card)), "task": task,
    }  # fmt: skip


def next_level(cards: dict[int, RunCard], level: int) -> NextLevel | None:
    """Only what the next level adds, so that it can be warned now and ordered later."""
    harder = level - 1
    if harder not in cards:
        return None
    now = {want.capability: want for want in wants_of(card_for(cards, level))}
    extra = []
    for want in wants_of(cards[harder]):
        had = now.get(want.capability, Want(want.capability, 0, 0))
        units, people = max(0, want.units - had.units), max(0, want.people - had.people)
        if units or people:
            extra.append(Want(want.capability, units, people))
    return {"level": harder, "name": f"{cards[harder].name} {LEVEL_NAMES[harder]}", "needs": needs_of(extra)}

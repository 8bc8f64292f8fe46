"""run cards → **which kinds of teams a hazard asks for** → the directory of teams, narrowed to a hazard."""

from __future__ import annotations

from typing_extensions import TypedDict

from dispatch.recommend.models import RunCard


class HazardKinds(TypedDict):
    """`kinds`: every capability that a card of this hazard names at any level."""

    type: str
    name: str
    kinds: list[str]


def hazards() -> list[HazardKinds]:
    found: dict[str, HazardKinds] = {}
    for card in RunCard.objects.exclude(type_prefix="").order_by("type_prefix", "valid_from"):
        row = found.setdefault(card.type_prefix, {"type": card.type_prefix, "name": card.name, "kinds": []})
        row["kinds"] += [need["capability"] for need in card.needs if need["capability"] not in row["kinds"]]
    return list(found.values())

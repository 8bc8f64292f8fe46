"""Which attribute of which layer counts people, and which says how many more have room. No Django.

Figures that count the same people again – whom a slope threatens, whom a grid has – are left out: those live in villages.
"""

from __future__ import annotations

PEOPLE: dict[str, tuple[str, ...]] = {
    "village": ("population",),
    "school": ("students", "staff"),
    "nursing_home": ("residents",),
    "scenic": ("people",),
    "chem_enterprise": ("people",),
    "chem_park": ("people",),
    "mine": ("people",),
    "party_gov": ("people",),
    "shelter": ("occupied",),
}
ROOM: dict[str, tuple[tuple[str, int], ...]] = {
    "shelter": (("capacity", 1), ("occupied", -1)),
    "hospital": (("free_beds", 1),),
}
HAZARD = "hazard"
DONE = ("已整改", "已销号")  # a hazard in any other state is unresolved, also one that says none
GRAVITY = {"重大": 4, "较大": 3, "一般": 2, "低": 1}
UNRESOLVED = 10  # rank of an unresolved hazard of no known gravity


def _number(key: str) -> str:
    """0 where an attribute is missing, or is no number."""
    return f"CASE WHEN jsonb_typeof(attributes->'{key}') = 'number' THEN (attributes->>'{key}')::float8 ELSE 0 END"


def _by_layer(sums: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{layer}' THEN {said}" for layer, said in sums.items())
    return f"CASE layer {cases} ELSE 0 END::float8"


PEOPLE_SQL = _by_layer({layer: " + ".join(map(_number, keys)) for layer, keys in PEOPLE.items()})
ROOM_SQL = _by_layer(
    {layer: f"greatest(0, {' + '.join(f'{sign} * ({_number(key)})' for key, sign in terms)})" for layer, terms in ROOM.items()}
)
RANK_SQL = (
    f"CASE WHEN layer = '{HAZARD}' AND coalesce(attributes->>'state', '') NOT IN ({', '.join(repr(state) for state in DONE)})"
    f" THEN {UNRESOLVED} + CASE attributes->>'risk' {' '.join(f'WHEN {name!r} THEN {worth}' for name, worth in GRAVITY.items())} ELSE 0 END"
    " ELSE 0 END::int4"
)

"""What a search answers."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

SearchGroup = Literal[
    "place",
    "area",
    "incident",
    "alarm",
    "unit",
    "device",
    "contact",
    "feature",
    "response",
    "warning",
    "report",
    "plan",
    "depot",
    "conference",
    "dossier",
    "opinion",
    "agreement",
    "consultation",
    "release",
    "hazard",
]


class SearchHit(TypedDict):
    """One thing that may be meant. `id` is that of its kind; a place has none. `rank`: lower is nearer."""

    group: SearchGroup
    id: int | None
    title: str
    hint: str
    lon: float | None
    lat: float | None
    area: str
    layer: str
    zoom: float
    rank: int
    on_board: bool


class SearchAnswer(TypedDict):
    q: str
    hits: list[SearchHit]
    notes: list[Literal["phone_needs_right", "impossible_place"]]


def hit(group: SearchGroup, id: int | None, title: str, hint: str, lon: float | None, lat: float | None, *, area: str = "", layer: str = "", zoom: float = 13, rank: int = 5, on_board: bool = True) -> SearchHit:  # fmt: skip
    return {
        "group": group, "id": id, "title": title, "hint": hint, "lon": lon, "lat": lat, "area": area, "layer": layer, "zoom": zoom,
        "rank": rank, "on_board": on_board,
    }  # fmt: skip

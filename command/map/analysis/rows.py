"""What lies around a place, as screens and exports read it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict


class AroundObject(TypedDict):
    """`urgent`: a hazard nobody has put right; `good_until`: older than this the figures are stale."""

    id: int
    name: str
    code: str
    area: str
    lon: float
    lat: float
    distance_m: int
    urgent: bool
    attributes: dict[str, Any]
    observed_at: str | None


class AroundLayer(TypedDict):
    """`counts` and `people` are of each radius, the nearer ones included; `objects` the first of them, unresolved ones before the nearest."""

    layer: str
    name: str
    group: str
    icon: str
    counts: list[int]
    people: list[int]
    room: list[int]
    urgent: int
    objects: list[AroundObject]


class AroundTeam(TypedDict):
    id: int
    name: str
    kind_name: str
    people: int
    eta_s: int
    distance_m: int
    source: Literal["osrm", "valhalla", "estimate"]
    position: Literal["fix", "post", "base"]
    age_s: int | None
    lon: float
    lat: float


class Around(TypedDict):
    """`radii` in metres; 0 = inside the polygon itself. `people` sums every layer that names some; one person may be counted in two."""

    at: str
    lon: float
    lat: float
    radii: list[float]
    rings: list[dict[str, Any]]
    layers: list[AroundLayer]
    total: list[int]
    people: list[int]
    room: list[int]
    teams: list[AroundTeam]
    roads: str
    took_ms: int

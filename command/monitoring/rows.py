"""Monitoring as screens hold it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from devices.feeds.rows import FeedRow

# In the order in which a wall shows them that nobody has arranged; each is frontend/src/wall/panels/<key>.vue.
PanelKey = Literal["stations", "departments", "goals", "cameras", "rounds", "fire"]
Tiles = Literal[4, 9, 16]
Stage = Literal["", "warn", "sure"]


class Outage(TypedDict):
    """When a feed was not to be relied on. `until` None: it still is not."""

    cause: str
    error: str
    words: str
    since: str
    until: str | None
    failures: int


class Keeper(TypedDict):
    """Who is called; the number is dialled by the contact's id and never shown here."""

    id: int
    name: str
    org: str
    title: str


class DepartmentRow(TypedDict):
    """`id` 0: feeds that belong to none."""

    id: int
    area: str
    name: str
    order: int
    keeper: Keeper | None
    feeds: list[FeedRow]


class DepartmentPage(TypedDict):
    departments: list[DepartmentRow]
    at: str


class StationLimit(TypedDict):
    stage: Stage
    name: str
    value: float
    below: bool


class StationPoint(TypedDict):
    at: str
    value: float


class StationRow(TypedDict):
    """`closeness`: 1 and more = at or beyond its first threshold, 0.9 = a tenth of the way left; None = it has no threshold."""

    key: str
    kind: str
    name: str
    area: str
    lon: float | None
    lat: float | None
    quantity: str
    value: float
    unit: str
    at: str | None
    max_age_s: int
    stage: Stage
    stage_name: str
    closeness: float | None
    limits: list[StationLimit]
    trend: list[StationPoint]


class StationKindRow(TypedDict):
    kind: str
    name: str
    stations: int
    beyond: int
    newest_at: str | None


class StationPage(TypedDict):
    stations: list[StationRow]
    total: int
    beyond: int
    kinds: list[StationKindRow]
    hours: float
    at: str


class StationWhole(StationRow):
    hours: int


class CameraGroupRow(TypedDict):
    id: int
    area: str
    name: str
    tiles: int
    turn_s: int
    drones: bool
    streams: list[int]


class PanelSetRow(TypedDict):
    id: int
    area: str
    panels: list[str]


class ArealRainRow(TypedDict):
    """`covered`: the share of the ground that is near enough to a gauge that speaks; `oldest`: the oldest word that counts. None: too little is known."""

    area: str
    mm_1h: float | None
    mm_3h: float | None
    mm_24h: float | None
    covered: float
    gauges: int
    silent: int
    oldest: str | None


class ArealRain(TypedDict):
    areas: list[ArealRainRow]
    max_age_s: int
    reach_km: float
    at: str

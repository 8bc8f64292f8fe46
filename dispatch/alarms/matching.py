"""signal → **matching** → merging: may these two be one event? Arithmetic only, no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

DEGREE_M = 111_195.0  # of latitude on that sphere


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where and when an alarm's first signal was seen. It never moves: alarms that could move would creep into each other."""

    lon: float
    lat: float
    at: datetime


def box(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) around the circle, a hair wider, for the index. Not across the date line."""
    high = radius_m / DEGREE_M * 1.01
    wide = high / max(0.01, cos(radians(min(89.0, abs(lat) + high))))
    return lon - wide, lat - high, lon + wide, lat + high


def compatible(one: str, other: str, families: Sequence[str] = ()) -> bool:
    """Types as code prefixes: 11G and 11G01 are one kind of thing, an empty type may be anything. Of a family (12D) all are one: what leaks burns next."""
    if one.startswith(other) or other.startswith(one):
        return True
    return any(one.startswith(family) and other.startswith(family) for family in families)


def sharper(one: str, other: str) -> str:
    """The more exact of two compatible types."""
    return one if len(one) >= len(other) else other


def soon(seen: datetime, first: datetime, latest: datetime, within: timedelta) -> bool:
    """Near in time to the first signal or to the latest one: what goes on for hours stays one alarm."""
    return abs(seen - first) <= within or abs(seen - latest) <= within


def when_seen(occurred: datetime | None, received: datetime) -> datetime:
    """When the source saw it. A clock that is a day off or ahead of ours is a broken one."""
    if occurred is None or not received - timedelta(days=1) <= occurred <= received + timedelta(seconds=30):
        return received
    return occurred

"""magnitude + distance → **shaking** → which districts an earthquake reaches, by the rule's rows. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_KM = 6371.0


def reach_km(magnitude: float, rows: Sequence[Mapping[str, Any]]) -> float:
    """How far it is felt: of the rows it reaches the widest. 0: none, it is not looked at."""
    return max((float(row["km"]) for row in rows if magnitude >= float(row["magnitude"])), default=0.0)


def felt_in(lon: float, lat: float, km: float, seats: Iterable[tuple[str, float, float]]) -> list[str]:
    """Districts whose seat lies within; the nearest first."""
    near = sorted((away_km(lon, lat, x, y), code) for code, x, y in seats)
    return [code for away, code in near if away <= km]


def away_km(lon: float, lat: float, x: float, y: float) -> float:
    a = sin(radians(y - lat) / 2) ** 2 + cos(radians(lat)) * cos(radians(y)) * sin(radians(x - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(a)))

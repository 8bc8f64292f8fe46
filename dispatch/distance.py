"""How far two places are apart. No Django."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius


def great_circle_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres; degrees WGS-84."""
    a = sin(radians(lat2 - lat1) / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(a)))

"""weather feed → **wind** → downwind area: the nearest wind that is fresh enough, or none, and the officer types it."""

from __future__ import annotations

from math import cos, radians
from typing import cast

from dispatch.distance import great_circle_m
from dispatch.features.catalogue import layer
from dispatch.features.models import Feature
from dispatch.plots.rows import WindRow
from realtime import clock
from realtime.clock import iso
from realtime.rules.models import rule

METRES_PER_DEGREE = 111_320.0


def wind_at(lon: float, lat: float, area: str, exercise: int | None = None) -> WindRow | None:
    """A gauge beyond the rule's distance, or older than its layer allows, says nothing about this place."""
    reach = float(rule("plot.wind_m", area))
    high, wide = reach / METRES_PER_DEGREE, reach / METRES_PER_DEGREE / max(0.1, cos(radians(lat)))
    found = Feature.objects.filter(
        layer="wind", active=True, lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high), observed_at__isnull=False
    ).filter(exercise_id=exercise)
    now, oldest = clock.now(), layer("wind").max_age_s or 0
    near = [
        (great_circle_m(lon, lat, one.lon, one.lat), one)
        for one in found
        if one.observed_at is not None
        and (now - one.observed_at).total_seconds() <= oldest
        and isinstance(one.attributes.get("from_deg"), int | float)
    ]
    near = [pair for pair in near if pair[0] <= reach]
    if not near:
        return None
    _, one = min(near, key=lambda pair: pair[0])
    speed = one.attributes.get("speed_ms")
    return cast("WindRow", {
        "wind_from": float(one.attributes["from_deg"]) % 360, "wind_ms": float(speed) if isinstance(speed, int | float) else None, "feed": True,
        "at": iso(one.observed_at),
    })  # fmt: skip

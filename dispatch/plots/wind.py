"""weather feed → **wind** → downwind area: the nearest wind that is fresh enough, or none, and the officer types it."""

from __future__ import annotations

from typing import cast

from dispatch.features import observing
from dispatch.plots.rows import WindRow
from realtime.clock import iso


def wind_at(lon: float, lat: float) -> WindRow | None:
    found = observing.wind_at(lon, lat)
    if found is None:
        return None
    return {"wind_from": found.from_deg % 360, "wind_ms": found.speed_ms, "feed": True, "at": cast("str", iso(found.observed_at))}

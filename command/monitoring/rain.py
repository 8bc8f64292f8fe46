"""rain gauges of the map → **rain** → mean rain of each district and of the city (面雨量), with how much of the ground it speaks for and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import shapely
from django.conf import settings

from command.monitoring.areal import Gauge, Ground, Mean, ground_of, joined, mean_of
from command.monitoring.rows import ArealRain, ArealRainRow
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.models import Feature
from realtime import clock
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.rules.models import rule

LAYER = "rain_gauge"
HOURS = (1, 3, 24)


def areal_rain(scopes: Sequence[str], *, now: datetime | None = None) -> ArealRain:
    """Every district within the caller's ground, the wettest first; the city as well for who has all of it."""
    at = now or clock.now()
    rows, parts = [], []
    late_s = late_after_s()
    gauges, silent, ages = _gauges(at - timedelta(seconds=late_s))
    reach, least = float(rule("monitoring.rain_reach_km")), float(rule("monitoring.rain_least"))
    for area in Area.objects.districts(settings.CITY).exclude(boundary=""):
        if not any(area.code.startswith(scope) or scope.startswith(area.code) for scope in scopes):
            continue
        ground = ground_at(area)
        means = [mean_of(ground, gauges, span, reach_km=reach, least=least) for span in range(len(HOURS))]
        parts.append((ground.km2, means))
        rows.append(_row(area.code, means, silent.get(area.code, 0), ages.get(area.code) or min(ages.values(), default=None)))
    rows.sort(key=lambda row: (row["mm_3h"] is None, -(row["mm_3h"] or 0), -(row["mm_1h"] or 0), row["area"]))
    if len(rows) > 1 and settings.CITY in scopes:
        whole = [joined([(km2, means[span]) for km2, means in parts], least=least) for span in range(len(HOURS))]
        rows.insert(0, {**_row(settings.CITY, whole, sum(silent.values()), min(ages.values(), default=None)), "gauges": len(gauges)})
    return {"areas": rows, "max_age_s": late_s, "reach_km": reach, "at": str(iso(at))}


def _gauges(since: datetime) -> tuple[list[Gauge], dict[str, int], dict[str, datetime]]:
    """Those that have spoken since; of each district how many have not, and the oldest word of those that have."""
    found: list[Gauge] = []
    silent: dict[str, int] = {}
    oldest: dict[str, datetime] = {}
    rows = Feature.objects.filter(layer=LAYER, active=True, exercise_id=None, area__startswith=settings.CITY)
    for area, lon, lat, at, values in rows.values_list("area", "lon", "lat", "observed_at", "attributes"):
        district = area[:6]
        if at is None or at < since:
            silent[district] = silent.get(district, 0) + 1
            continue
        found.append(Gauge(lon, lat, tuple(number(values.get(f"mm_{hours}h")) for hours in HOURS)))
        oldest[district] = min(oldest.get(district, at), at)
    return found, silent, oldest


def late_after_s() -> int:
    """A gauge's word that is older counts no more."""
    return layer_of(LAYER).max_age_s or 3600


def number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def ground_at(area: Area) -> Ground:
    return _ground(area.code, area.boundary)


@lru_cache(maxsize=64)
def _ground(code: str, boundary: str) -> Ground:
    """By the outline itself: another outline is another ground."""
    return ground_of(shapely.from_geojson(boundary))


def _row(area: str, means: Sequence[Mean], silent: int, oldest: datetime | None) -> ArealRainRow:
    return {
        "area": area, "mm_1h": means[0].mm, "mm_3h": means[1].mm, "mm_24h": means[2].mm, "covered": round(means[0].covered, 2),
        "gauges": max(one.gauges for one in means), "silent": silent, "oldest": iso(oldest),
    }  # fmt: skip

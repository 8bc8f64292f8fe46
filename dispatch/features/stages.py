"""reading → **stages** → map and alarms: at or beyond its threshold a gauge is at a stage, and leaves it only a dead band below. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

WARN, SURE = "warn", "sure"  # 警戒 and 保证; of rain: heavy, very heavy
RANK = {"": 0, WARN: 1, SURE: 2}


class Change(NamedTuple):
    """One object that was made or moved on by a reading."""

    layer: str
    code: str
    name: str
    lon: float
    lat: float
    area: str
    at: datetime
    was: str
    stage: str
    attributes: dict[str, Any]


def stage_of(layer: str, values: Mapping[str, Any], was: str, limits: Mapping[str, Any]) -> str:
    return max((name for name, over in _judged(layer, values, was, limits) if over), key=RANK.__getitem__, default="")


def _judged(layer: str, values: Mapping[str, Any], was: str, limits: Mapping[str, Any]) -> list[tuple[str, bool]]:
    if layer == "river_gauge":
        band = float(limits["feed.level_band_m"])
        return [_over(stage, values.get("level_m"), values.get(limit), was, band) for stage, limit in ((WARN, "warn_m"), (SURE, "sure_m"))]
    if layer == "reservoir":
        return [_over(WARN, values.get("level_m"), values.get("limit_m"), was, float(limits["feed.level_band_m"]))]
    if layer == "rain_gauge":
        return [  # an hour's or three hours' rain falls by itself: no dead band is needed
            _over(WARN, values.get("mm_1h"), limits["feed.rain_1h_mm"], "", 0),
            _over(WARN, values.get("mm_3h"), limits["feed.rain_3h_mm"], "", 0),
            _over(SURE, values.get("mm_3h"), limits["feed.rain_3h_critical_mm"], "", 0),
        ]
    if layer == "sensor":  # another department's, by the limit it sends along
        limit = values.get("limit")
        return [_over(WARN, values.get("value"), limit, was, float(limits["feed.sensor_band"]) * abs(limit or 0))]
    return []


def _over(stage: str, value: Any, limit: Any, was: str, band: float) -> tuple[str, bool]:
    """At the threshold is beyond it; once beyond, only less than the dead band below it is back."""
    if not isinstance(value, int | float) or not isinstance(limit, int | float):
        return stage, False
    return stage, value > limit - band if RANK[was] >= RANK[stage] else value >= limit

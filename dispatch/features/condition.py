"""What an object's figures mean at a glance: is it abnormal, until when do they hold, and which one figure is worth writing beside it. No Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Attributes = Mapping[str, Any]


def _over(value: str, limit: str) -> Callable[[Attributes], bool]:
    def judge(found: Attributes) -> bool:
        have, at_most = number(found.get(value)), number(found.get(limit))
        return have is not None and at_most is not None and have >= at_most

    return judge


def _offline(found: Attributes) -> bool:
    return found.get("online") is False


# The bureau's heavy-rain marks of an hour (mm); what alarms is a rule row of the feed, this only colours the map.
HEAVY_RAIN_MM_1H = 30

# 四级 (橙) and above; what each level demands is rows of the forest, this only colours the map.
HIGH_DANGER = 4

ABNORMAL: dict[str, Callable[[Attributes], bool]] = {
    "hotspot": lambda found: found.get("verified") not in ("误报", "已扑灭"),
    "shelter": _over("occupied", "capacity"),
    "risk_town": lambda found: found.get("risk") == "重大",
    "hazard": lambda found: found.get("state") in ("待整改", "整改中") and found.get("risk") in ("重大", "较大"),
    "waterlog_spot": _over("depth_cm", "warn_cm"),
    "reservoir": _over("level_m", "limit_m"),
    "river_gauge": _over("level_m", "warn_m"),
    "rain_gauge": lambda found: (number(found.get("mm_1h")) or 0) >= HEAVY_RAIN_MM_1H,
    "scenic": _over("people", "capacity"),
    "water_source": lambda found: found.get("usable") is False,
    "base_station": lambda found: (number(found.get("out")) or 0) > 0,
    "sensor": lambda found: _offline(found) or _over("value", "limit")(found),
    "camera": _offline,
    "lookout_ptz": _offline,
    "loudspeaker": _offline,
    "fire_point": lambda found: found.get("overdue") is True,
    "fire_danger": lambda found: (number(found.get("level")) or 0) >= HIGH_DANGER,
}


def _number_sql(key: str) -> str:
    return f"CASE WHEN jsonb_typeof(attributes->'{key}') = 'number' THEN (attributes->>'{key}')::float8 END"


def _over_sql(value: str, limit: str) -> str:
    return f"{_number_sql(value)} >= {_number_sql(limit)}"


_OFFLINE_SQL = "attributes->'online' = 'false'::jsonb"
# The same again for PostgreSQL, which counts a cell of thousands without sending them here. tests/dispatch/test_features_condition.py compares.
ABNORMAL_SQL: dict[str, str] = {
    "hotspot": "coalesce(attributes->>'verified', '') NOT IN ('误报', '已扑灭')",
    "shelter": _over_sql("occupied", "capacity"),
    "risk_town": "attributes->>'risk' = '重大'",
    "hazard": "attributes->>'state' IN ('待整改', '整改中') AND attributes->>'risk' IN ('重大', '较大')",
    "waterlog_spot": _over_sql("depth_cm", "warn_cm"),
    "reservoir": _over_sql("level_m", "limit_m"),
    "river_gauge": _over_sql("level_m", "warn_m"),
    "rain_gauge": f"{_number_sql('mm_1h')} >= {HEAVY_RAIN_MM_1H}",
    "scenic": _over_sql("people", "capacity"),
    "water_source": "attributes->'usable' = 'false'::jsonb",
    "base_station": f"{_number_sql('out')} > 0",
    "sensor": f"{_OFFLINE_SQL} OR {_over_sql('value', 'limit')}",
    "camera": _OFFLINE_SQL,
    "lookout_ptz": _OFFLINE_SQL,
    "loudspeaker": _OFFLINE_SQL,
    "fire_point": "attributes->'overdue' = 'true'::jsonb",
    "fire_danger": f"{_number_sql('level')} >= {HIGH_DANGER}",
}
IS_ABNORMAL_SQL = f"coalesce(CASE layer {' '.join(f'WHEN {key!r} THEN {said}' for key, said in ABNORMAL_SQL.items())} END, false)"


def abnormal(layer: str, attributes: Attributes) -> bool:
    judge = ABNORMAL.get(layer)
    return judge is not None and judge(attributes)


READING: dict[str, Callable[[Attributes], str]] = {
    "hotspot": lambda found: _with(found.get("frp"), "MW"),
    "shelter": lambda found: _of(found.get("occupied"), found.get("capacity"), "人"),
    "hospital": lambda found: _of(found.get("free_beds"), found.get("beds"), "床"),
    "waterlog_spot": lambda found: _with(found.get("depth_cm"), "cm"),
    "reservoir": lambda found: _of(found.get("level_m"), found.get("limit_m"), "m"),
    "river_gauge": lambda found: _of(found.get("level_m"), found.get("warn_m"), "m"),
    "rain_gauge": lambda found: _with(found.get("mm_1h"), "mm/h"),
    "wind": lambda found: _with(found.get("speed_ms"), "m/s"),
    "typhoon_track": lambda found: str(found.get("grade") or ""),
    "sensor": lambda found: _with(found.get("value"), str(found.get("unit") or "")),
    "base_station": lambda found: _of(found.get("out"), found.get("total"), "座"),
    "fire_danger": lambda found: _with(found.get("level") or found.get("demanded"), "级"),
    "risk_town": lambda found: str(found.get("risk") or ""),
    "school": lambda found: _with(found.get("students"), "人"),
    "village": lambda found: _with(found.get("population"), "人"),
    "warning_area": lambda found: f"{found.get('kind') or ''}{found.get('colour') or ''}",
}


def reading(layer: str, attributes: Attributes) -> str:
    """The figure for which one looks at such an object at all; '' where it has none."""
    say = READING.get(layer)
    return say(attributes) if say is not None else ""


def number(value: object) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _with(value: object, unit: str) -> str:
    have = number(value)
    return "" if have is None else f"{have:g} {unit}".strip()


def _of(value: object, limit: object, unit: str) -> str:
    have, at_most = number(value), number(limit)
    if have is None:
        return ""
    return f"{have:g} {unit}" if at_most is None else f"{have:g}/{at_most:g} {unit}"

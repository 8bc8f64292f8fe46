"""outside feed → **from_feeds** → alarm: a sure, fresh hot spot in the city; a gauge that reaches a stage. Whether at all is a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from devices.feeds.readers.reading import Observation
from dispatch.alarms.actions import clear_alarm, raise_alarm
from dispatch.alarms.hotspots import take_hotspots
from dispatch.alarms.models import ACTIVE, Alarm
from realtime import clock
from realtime.areas.locate import area_at
from realtime.rules.models import rule, rules_under

if TYPE_CHECKING:
    from dispatch.features.stages import Change

ACTOR = "rule:feed"
TYPES = {
    "river_gauge": "11A01",
    "reservoir": "11A03",
    "rain_gauge": "11B03",
    "sensor": "",
}  # what a sensor of others measures has no one type of event
RANK = {"": 0, "warn": 1, "sure": 2}
URGENCY = {"warn": "urgent", "sure": "critical"}


def alarm_hotspots(rows: Sequence[Observation]) -> None:
    """Doubtful ones, known heat sources and yesterday's are on the map and ring no bell. Sent again, an alarm is the same one."""
    if "hotspot" not in rule("feed.alarm"):
        return
    limits, now = rules_under("feed."), clock.now()
    fresh = now - timedelta(hours=float(limits["feed.hotspot_fresh_h"]))
    sure = float(limits["feed.hotspot_sure"])
    wanted = [
        {
            "id": row.code[:60], "lon": row.lon, "lat": row.lat, "at": row.at.isoformat(), "satellite": str(row.attributes.get("satellite") or "卫星")[:30],
            "confidence": row.attributes.get("sure"), "temperature": row.attributes.get("temperature_c"),
        }
        for row in rows
        if row.at >= fresh and not row.attributes.get("static") and _sure(row) >= sure and _inside(row)
    ]  # fmt: skip
    if wanted:
        take_hotspots(actor=ACTOR, rows=wanted, may=lambda area: True)


def _sure(row: Observation) -> float:
    """A source that does not say how sure it is, is believed."""
    value = row.attributes.get("sure")
    return float(value) if isinstance(value, int | float) else 1.0


def _inside(row: Observation) -> bool:
    """In a district: the city's own code is what places outside of all of them get."""
    return area_at(row.lon, row.lat) != str(settings.CITY)


def alarm_stages(changes: Sequence[Change]) -> None:
    limits, now = rules_under("feed."), clock.now()
    fresh = now - timedelta(hours=float(limits["feed.gauge_fresh_h"]))
    for change in changes:
        if change.layer not in TYPES or change.layer not in limits["feed.alarm"]:
            continue
        if RANK[change.stage] > RANK[change.was] and change.at >= fresh and change.area != settings.CITY:
            _raise(change)
        elif change.was and not change.stage:
            _clear(change)


def _device(change: Change) -> str:
    return f"feed:{change.layer}:{change.code}"[:100]


def _raise(change: Change) -> None:
    raise_alarm(
        actor=ACTOR, source="sensor", urgency=URGENCY[change.stage], type=TYPES[change.layer], lon=change.lon, lat=change.lat, place=change.name,
        text=_words(change), device=_device(change), occurred_at=change.at,
        key=f"{_device(change)}:{change.stage}:{change.at:%Y%m%d%H%M}"[:100],
        facts={name: value for name, value in change.attributes.items() if isinstance(value, int | float | str)},
    )  # fmt: skip


def _clear(change: Change) -> None:
    for alarm in Alarm.objects.filter(device=_device(change), state=ACTIVE, exercise_id=None):
        if not alarm.signals.exclude(device=alarm.device).exists():  # somebody else has seen the same flood
            clear_alarm(actor=ACTOR, alarm_id=alarm.pk)


def _words(change: Change) -> str:
    values = change.attributes
    if change.layer == "rain_gauge":
        parts = [f"{hours} 小时 {values[name]:g} mm" for hours, name in ((1, "mm_1h"), (3, "mm_3h"), (24, "mm_24h")) if name in values]
        return f"{change.name}雨量达到预警标准:{','.join(parts)}"
    if change.layer == "sensor":
        unit = f" {values['unit']}" if values.get("unit") else ""
        return f"{change.name}{values.get('measures', '')} {values['value']:g}{unit},达到阈值 {values['limit']:g}{unit}"
    if change.layer == "reservoir":
        return f"{change.name}水位 {values['level_m']:g} m,超过汛限水位 {values['limit_m']:g} m"
    limit = "sure_m" if change.stage == "sure" else "warn_m"
    return f"{change.name}水位 {values['level_m']:g} m,达到{'保证' if change.stage == 'sure' else '警戒'}水位 {values[limit]:g} m"

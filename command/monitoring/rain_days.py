"""worker → **rain_days** → 上报数 `rain_mm`: what fell on each district on each day that is over, so that the statistics have it without anybody entering it.

A day's rain is the mean (`areal.py`) of what the gauges said of their last 24 hours when the day ended. Where too little of the ground is spoken for there is
no row, never nought. A day that has a row – written here, entered or corrected by a person – is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from command.figures.actions import import_reported
from command.figures.models import ReportedFigure
from command.figures.reading import starts
from command.monitoring.areal import Gauge, mean_of
from command.monitoring.rain import LAYER, ground_at, late_after_s, number
from dispatch.features.models import Feature, FeatureThen
from realtime import clock
from realtime.areas.models import Area
from realtime.rules.models import rule

ACTOR, NAME, SOURCE = "rule:areal-rain", "系统", "雨量站面雨量(泰森多边形)"
KEY, DAY = "rain_mm", timedelta(days=1)
DAYS_BACK = 3  # made up for after the worker stood still; what stood still longer is entered by hand
_SPAN = 0


def tell_rain_days() -> int:
    """How many rows were written. Within an hour after midnight a gauge may still say what it read before; only then the day is counted."""
    if not Feature.objects.filter(layer=LAYER, active=True, exercise_id=None).exists():
        return 0
    over = timezone.localdate(clock.now() - timedelta(seconds=late_after_s()))
    return sum(_tell(over - DAY * back) for back in range(DAYS_BACK, 0, -1))


def _tell(day: date) -> int:
    told = set(ReportedFigure.objects.filter(key=KEY, first=day, last=day).values_list("area", flat=True))
    missing = [area for area in Area.objects.districts(settings.CITY).exclude(boundary="") if area.code not in told]
    if not missing:
        return 0
    gauges = list(_gauges(starts(day + DAY)))
    reach, least = float(rule("monitoring.rain_reach_km")), float(rule("monitoring.rain_least"))
    rows = []
    for area in missing:
        mean = mean_of(ground_at(area), gauges, _SPAN, reach_km=reach, least=least)
        if mean.mm is not None:
            note = f"{mean.gauges} 站,代表面积 {mean.covered:.0%}"
            rows.append({"area": area.code, "key": KEY, "first": day, "last": day, "value": mean.mm, "source": SOURCE, "note": note})
    if rows:
        import_reported(actor=ACTOR, name=NAME, area=settings.CITY, rows=rows)
    return len(rows)


def _gauges(midnight: datetime) -> Iterator[Gauge]:
    """Each with its last word before the day was over, if that is not older than a gauge's word may be; whenever we heard it."""
    late = timedelta(seconds=late_after_s())
    said: dict[int, list[tuple[datetime, float, float, float | None]]] = defaultdict(list)
    then = FeatureThen.objects.filter(
        layer=LAYER, active=True, exercise_id=None, area__startswith=settings.CITY, observed_at__gt=midnight - late, observed_at__lte=midnight,
        until__gt=midnight - late,
    )  # fmt: skip
    for one, at, lon, lat, values in then.values_list("id", "observed_at", "lon", "lat", "attributes"):
        if at is not None:
            said[one].append((at, lon, lat, number(values.get("mm_24h"))))
    for words in said.values():
        _, lon, lat, mm = max(words, key=lambda word: word[0])
        yield Gauge(lon, lat, (mm,))

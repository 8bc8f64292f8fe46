"""feed → **observing** → map and alarms: what was observed becomes, or moves on, an object of its layer; stages are crossed once.

Runs inside the reading's own transaction. Older than what is known changes nothing; the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from dispatch.alarms.from_feeds import alarm_hotspots, alarm_stages
from dispatch.distance import great_circle_m
from dispatch.features.models import Feature
from dispatch.features.pinyin import initials
from dispatch.features.stages import Change, stage_of
from dispatch.features.states import touch_layers
from realtime import clock
from realtime.areas.locate import area_at
from realtime.areas.models import Area
from realtime.log import act, current
from realtime.rules.models import rule, rules_under

DEGREE_KM = 111.0
OTHERS = ("earthquake", "forecast")  # no things on the map: an alarm, a proposed warning
ANYWHERE = (113.3, 23.2)  # an installation without a single seat has no map yet either


def take_feed(feed: Feed, observations: Sequence[Observation]) -> None:
    """Registered with `devices.feeds.observations`; the reading's own action is open."""
    near = within_reach(observations)
    by_layer: dict[str, list[Observation]] = {}
    for one in near:
        if one.layer in OTHERS:
            continue
        by_layer.setdefault(one.layer, []).append(one)
    for layer, rows in sorted(by_layer.items()):
        changes = take(layer, rows, source=f"feed:{feed.code}")
        if layer == "hotspot":
            alarm_hotspots(rows)
        else:
            alarm_stages(changes)


def within_reach(observations: Sequence[Observation]) -> list[Observation]:
    """A source gives a province or a hemisphere; the map keeps what lies around the city. A storm is news from far away."""
    reach = float(rule("feed.reach_km"))
    storm = float(rule("feed.typhoon_reach_km"))
    lon, lat = middle()
    return [
        one
        for one in observations
        if great_circle_m(lon, lat, one.lon, one.lat) <= (storm if one.layer == "typhoon_track" else reach) * 1000
    ]


def middle() -> tuple[float, float]:
    """Of the city: its government's seat, else the middle of its districts'."""
    city = Area.objects.filter(pk=settings.CITY).first()
    if city is not None and city.lon is not None and city.lat is not None:
        return city.lon, city.lat
    seats = [(area.lon, area.lat) for area in Area.objects.under(settings.CITY).exclude(lon=None)[:500]]
    lons, lats = [lon for lon, _ in seats if lon is not None], [lat for _, lat in seats if lat is not None]
    return (sum(lons) / len(lons), sum(lats) / len(lats)) if lons and lats else ANYWHERE


def take(layer: str, rows: Sequence[Observation], *, source: str = "") -> list[Change]:
    """Insert by code or move on; one event per area. What changed, with the stage before and after."""
    newest: dict[str, Observation] = {}
    for row in rows:  # one code twice in a file: the later observation holds
        if row.code not in newest or newest[row.code].at <= row.at:
            newest[row.code] = row
    log, now, limits = current(), clock.now(), rules_under("feed.")
    known = {
        feature.code: feature
        for feature in Feature.objects.select_for_update()
        .filter(layer=layer, code__in=list(newest), exercise_id=log.exercise)
        .order_by("pk")
    }
    made: list[Feature] = []
    moved: list[Feature] = []
    changes: list[Change] = []
    touched: set[tuple[str, str]] = set()
    for code, row in newest.items():
        feature = known.get(code)
        if feature is not None and feature.observed_at is not None and feature.observed_at > row.at:
            continue
        was = feature.attributes if feature is not None and feature.active else {}
        attributes = dict(row.attributes)
        stage = stage_of(layer, attributes, str(was.get("stage", "")), limits)
        if stage:
            attributes["stage"] = stage
        if feature is None:
            feature = Feature(layer=layer, code=code, exercise_id=log.exercise)
            made.append(feature)
        elif feature.active and feature.observed_at == row.at and feature.attributes == attributes and feature.shape == row.shape:
            continue
        else:
            touched.add((feature.area, layer))
            moved.append(feature)
        if (feature.lon, feature.lat) != (row.lon, row.lat):
            feature.lon, feature.lat, feature.area = row.lon, row.lat, area_at(row.lon, row.lat)
        if feature.name != row.name:
            feature.name, feature.initials = row.name, initials(row.name)
        feature.attributes, feature.shape, feature.observed_at = attributes, row.shape, row.at
        feature.source, feature.active, feature.changed_at = source, True, now
        touched.add((feature.area, layer))
        changes.append(
            Change(layer, code, feature.name, feature.lon, feature.lat, feature.area, row.at, str(was.get("stage", "")), stage, attributes)
        )
    Feature.objects.bulk_create(made, batch_size=1000)
    Feature.objects.bulk_update(
        moved,
        ["lon", "lat", "area", "name", "initials", "attributes", "shape", "observed_at", "source", "active", "changed_at"],
        batch_size=500,
    )
    touch_layers(log, touched)
    return changes


# What is over does not stay on the map: layer → the rule that says how many hours it is shown.
PASSING = {"hotspot": "feed.keep_hotspot_h", "typhoon_track": "feed.keep_typhoon_h", "wind": "feed.keep_wind_h"}


def clear_passed() -> int:
    """The worker's chore: old hot spots, storms and winds leave the map; a year later the rows go too. Returns how many left the map."""
    now, left = clock.now(), 0
    limits = rules_under("feed.")
    for layer, name in PASSING.items():
        old = Q(observed_at__lt=now - timedelta(hours=float(limits[name])))
        with act("rule:feed") as log:
            gone = list(
                Feature.objects.select_for_update().filter(old, layer=layer, active=True, source__startswith="feed:").order_by("pk")
            )
            Feature.objects.filter(pk__in=[feature.pk for feature in gone]).update(active=False, changed_at=now)
            touch_layers(log, {(feature.area, layer) for feature in gone})
        left += len(gone)
        far = now - timedelta(days=float(limits["feed.forget_days"]))
        Feature.objects.filter(layer=layer, active=False, source__startswith="feed:", observed_at__lt=far).delete()
    return left


@dataclass(frozen=True, slots=True)
class Wind:
    """`from_deg` is where it blows from, as meteorologists say it."""

    speed_ms: float
    from_deg: float
    gust_ms: float | None
    name: str
    distance_m: float
    observed_at: datetime


def wind_at(lon: float, lat: float) -> Wind | None:
    """The nearest observation that is near and fresh enough to be believed; None: somebody types it."""
    reach, oldest = float(rule("feed.wind_reach_km")), timedelta(minutes=float(rule("feed.wind_max_min")))
    high = reach / DEGREE_KM
    rows = Feature.objects.filter(
        layer="wind", active=True, exercise_id=None, observed_at__gte=clock.now() - oldest,
        lat__range=(lat - high, lat + high), lon__range=(lon - 2 * high, lon + 2 * high),
    )  # fmt: skip
    return _nearest(lon, lat, rows, reach * 1000)


def _nearest(lon: float, lat: float, rows: Iterable[Feature], reach_m: float) -> Wind | None:
    found: list[tuple[float, Feature]] = []
    for row in rows:
        away = great_circle_m(lon, lat, row.lon, row.lat)
        if away <= reach_m and _figures(row.attributes):
            found.append((away, row))
    if not found:
        return None
    away, row = min(found, key=lambda one: (one[0], one[1].pk))
    assert row.observed_at is not None
    gust: Any = row.attributes.get("gust_ms")
    return Wind(row.attributes["speed_ms"], row.attributes["from_deg"], gust, row.name, away, row.observed_at)


def _figures(attributes: dict[str, Any]) -> bool:
    return all(isinstance(attributes.get(name), int | float) for name in ("speed_ms", "from_deg"))

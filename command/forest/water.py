"""incident → **water** → sources nearby: what pump, truck or helicopter can draw from, the nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any

from django.db.models import Q

from command.forest.rows import WaterRow
from dispatch.distance import great_circle_m
from dispatch.features.models import Feature
from realtime.exercises.snapshot import in_the_world

LAYERS = ("water_source", "reservoir")
KIND = {"reservoir": "水库"}
DEGREE_M = 111_000
MOST = 30


def nearest(lon: float, lat: float, km: float, scopes: Sequence[str]) -> list[WaterRow]:
    """Also beyond the caller's own district: water knows no border, and what it holds is no secret. Unusable ones come last."""
    tall, wide = km * 1000 / DEGREE_M, km * 1000 / (DEGREE_M * max(0.1, cos(radians(lat))))
    inside = Q(lon__gte=lon - wide, lon__lte=lon + wide, lat__gte=lat - tall, lat__lte=lat + tall)
    city = Q(area__startswith=scopes[0][:4]) if scopes else Q(pk__in=[])
    found = [
        water_row(one, lon, lat) for one in Feature.objects.filter(inside, city, in_the_world(), layer__in=LAYERS, active=True)
    ]  # fmt: skip
    near = [row for row in found if row["metres"] <= km * 1000]
    return sorted(near, key=lambda row: (not row["usable"], row["metres"]))[:MOST]


def water_row(one: Feature, lon: float, lat: float) -> WaterRow:
    facts: dict[str, Any] = one.attributes
    kind = str(facts.get("kind") or KIND.get(one.layer, ""))
    reservoir = one.layer == "reservoir"
    volume = facts.get("volume_m3") or (facts["storage_m3"] * 10_000 if reservoir and facts.get("storage_m3") else None)
    return {
        "id": one.pk, "layer": one.layer, "name": one.name, "kind": kind, "area": one.area, "lon": one.lon, "lat": one.lat,
        "metres": round(great_circle_m(lon, lat, one.lon, one.lat)), "volume_m3": volume, "usable": facts.get("usable") is not False,
        "pump": facts.get("pump"), "helicopter": facts.get("helicopter"), "truck": facts.get("truck"), "elevation_m": facts.get("elevation_m"),
    }  # fmt: skip

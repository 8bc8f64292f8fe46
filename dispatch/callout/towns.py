"""Which town a place belongs to. Towns have seats but no boundaries here, so it is said how sure the answer is."""

from __future__ import annotations

from math import cos, hypot, radians
from typing import NamedTuple

from django.conf import settings

from realtime.areas.models import Area
from realtime.rules.models import rule

KM_PER_DEGREE = 111.32


class Town(NamedTuple):
    code: str
    name: str
    how: str  # given: an officer chose it; area: the object's own; place: named in the words; nearest: the nearest seat


def town_of(area: str, *, place: str = "", lon: float | None = None, lat: float | None = None) -> Town | None:
    """None when the district is all that is known."""
    if len(area) > 6:
        name = Area.objects.filter(pk=area[:9]).values_list("name", flat=True).first()
        return Town(area[:9], name, "area") if name else None
    towns = list(Area.objects.filter(parent_id=area)) if area != settings.CITY or _towns_only() else []
    if named := [town for town in towns if town.name in place]:
        best = max(named, key=lambda town: len(town.name))
        return Town(best.code, best.name, "place")
    if lon is None or lat is None:
        return None
    near = [(_km(lon, lat, town.lon, town.lat), town) for town in towns if town.lon is not None and town.lat is not None]
    if not near:
        return None
    km, town = min(near, key=lambda pair: pair[0])
    return Town(town.code, town.name, "nearest") if km <= float(rule("callout.town_km", area)) else None


def _towns_only() -> bool:
    """Cities without districts (东莞, 中山) have their towns directly below."""
    return not Area.objects.filter(code__regex=rf"^{settings.CITY}\d\d$").exists()


def _km(lon: float, lat: float, lon2: float, lat2: float) -> float:
    """Flat earth is exact enough for tens of kilometres."""
    return hypot((lon - lon2) * cos(radians(lat)), lat - lat2) * KM_PER_DEGREE

"""document's places → **covering** → area codes: by code, else by the districts a polygon touches, else by the names it writes."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from django.conf import settings

from command.alerts.cap.message import Info, Point
from command.alerts.meaning import codes_of, polygons_of, widest
from realtime.areas.models import DISTRICT, Area, AreaQuerySet

KM_PER_DEGREE = 111.32


def areas_of(info: Info) -> list[str]:
    """Codes of this city that are meant; none when it speaks of elsewhere."""
    named = any(place.geocodes for place in info.places)
    if named:
        known = set(Area.objects.filter(code__in=(codes := codes_of(info, settings.CITY))).values_list("code", flat=True))
        # a town this installation does not know is still in its district
        return widest(code if code in known else code[:DISTRICT] for code in codes)
    shapes = [shapely.Polygon(ring) for ring in polygons_of(info)]
    shapes += [shapely.Point(lon, lat).buffer(max(km, 0.05) / KM_PER_DEGREE) for place in info.places for lon, lat, km in place.circles]
    if shapes:
        return districts_under(shapes)
    words = " ".join(place.name for place in info.places)
    districts = _districts()
    if found := [area.code for area in districts if area.name in words]:
        return found
    city = Area.objects.filter(pk=settings.CITY).first()
    return [settings.CITY] if city is not None and city.name in words else []


def districts_of(polygon: Sequence[Point]) -> list[str]:
    return districts_under([shapely.Polygon(polygon)])


def districts_under(shapes: Sequence[shapely.Geometry]) -> list[str]:
    whole = shapely.make_valid(shapely.union_all([shapely.make_valid(shape) for shape in shapes]))
    rows = _districts().exclude(boundary="").values_list("code", "boundary")
    return [code for code, boundary in rows if shapely.from_geojson(boundary).intersects(whole)]


def _districts() -> AreaQuerySet:
    return Area.objects.under(settings.CITY).filter(code__regex=rf"^\d{{{DISTRICT}}}$")

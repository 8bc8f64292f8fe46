"""lasso → **inside** → ids: who stands within a line drawn on the map."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from shapely import Polygon, contains_xy

from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from realtime.areas.models import Area
from realtime.codes import Problem


def _polygon(points: Sequence[tuple[float, float]]) -> Polygon:
    shape = Polygon(points)
    if not shape.is_valid or shape.area == 0:
        raise Problem("invalid", "圈选的线自相交或没有面积,请重新圈选。", where=["polygon"])
    return shape


def units_inside(points: Sequence[tuple[float, float]], scopes: Sequence[str], exercise: int | None) -> list[int]:
    """Where they were last seen; a team never seen stands at its base."""
    shape, under = _polygon(points), Q(pk__in=[])
    for scope in scopes:
        under |= Q(area__startswith=scope)
    rows = Unit.objects.of_exercise(exercise).filter(under).order_by("pk")
    places = rows.values_list("pk", "lon", "lat", "subject__last_fix__lon", "subject__last_fix__lat")
    return [
        pk
        for pk, lon, lat, fix_lon, fix_lat in places
        if contains_xy(shape, fix_lon if fix_lon is not None else lon, fix_lat if fix_lat is not None else lat)
    ]


def persons_inside(points: Sequence[tuple[float, float]], seen: Q) -> list[Person]:
    """Those with a post in a town or village whose seat lies inside; whoever carries a device, where it is."""
    shape = _polygon(points)
    west, south, east, north = shape.bounds
    seats = Area.objects.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north).exclude(code__regex=r"^\d{1,6}$")
    codes = [code for code, lon, lat in seats.values_list("code", "lon", "lat") if contains_xy(shape, lon, lat)]
    posts = Person.objects.current().filter(seen, area__in=codes).filter(Q(role__notify=True) | Q(role__chain=True))
    carrying = Person.objects.current().filter(
        seen, subject__last_fix__lon__gte=west, subject__last_fix__lon__lte=east,
        subject__last_fix__lat__gte=south, subject__last_fix__lat__lte=north,
    ).select_related("subject__last_fix")  # fmt: skip
    near = [one for one in carrying if one.subject and contains_xy(shape, one.subject.last_fix.lon, one.subject.last_fix.lat)]
    return list(dict.fromkeys([*posts, *near]))

"""Feature rows by place: what lies in a box or a polygon, as far as the caller may see it. The GiST index on `box` serves all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from dispatch.features.catalogue import PROTECTED, PROTECTED_KEYS
from dispatch.features.models import Feature
from realtime.accounts.may import Caller

Box = tuple[float, float, float, float]  # west, south, east, north


def protected_of(who: Caller) -> list[str]:
    """Area prefixes in which this caller also sees the layers that need a verb of their own."""
    return sorted({grant.area for grant in who.grants if grant.reads and grant.has(PROTECTED)})


def _under(prefixes: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for prefix in prefixes:
        found |= Q(area__startswith=prefix)
    return found


def visible(scopes: Iterable[str], protected: Iterable[str] = ()) -> Q:
    """Open layers in the caller's areas, protected ones only where they were given the verb."""
    return (_under(scopes) & ~Q(layer__in=PROTECTED_KEYS)) | (_under(protected) & Q(layer__in=PROTECTED_KEYS))


def of_worlds(exercise: int | None) -> Q:
    """What is real, and what was invented for this exercise."""
    return Q(exercise_id=None) if exercise is None else Q(exercise_id=None) | Q(exercise_id=exercise)


def seen(
    layers: Iterable[str] | None = None, *, scopes: Iterable[str], protected: Iterable[str] = (), exercise: int | None = None
) -> QuerySet[Feature]:
    """Everything in use that may be seen; without `layers` those of every layer."""
    found = Feature.objects.filter(visible(scopes, protected), of_worlds(exercise), active=True)
    return found if layers is None else found.filter(layer__in=list(layers))


def touches(box: Box, table: str = "features_feature") -> RawSQL:
    west, south, east, north = box
    return RawSQL(f"{table}.box && box(point(%s,%s),point(%s,%s))", (west, south, east, north), output_field=BooleanField())


def in_box(
    box: Box, layers: Iterable[str] | None = None, *, scopes: Iterable[str], protected: Iterable[str] = (), exercise: int | None = None
) -> QuerySet[Feature]:
    return seen(layers, scopes=scopes, protected=protected, exercise=exercise).filter(touches(box))


def within(
    polygon: shapely.Polygon | shapely.MultiPolygon,
    layers: Iterable[str] | None = None,
    *,
    scopes: Iterable[str],
    protected: Iterable[str] = (),
    exercise: int | None = None,
) -> QuerySet[Feature]:
    """Points inside the polygon, and shapes that touch it. Points are judged by PostgreSQL, the few shapes by shapely."""
    if polygon.is_empty:
        return Feature.objects.none()
    near = in_box(polygon.bounds, layers, scopes=scopes, protected=protected, exercise=exercise)
    shaped = [
        pk
        for pk, shape in near.filter(shape__isnull=False).values_list("pk", "shape")
        if (geometry := as_geometry(shape)) is not None and geometry.intersects(polygon)
    ]
    sql, params = _holds_point(polygon)
    return near.filter((Q(shape__isnull=True) & Q(RawSQL(sql, params, output_field=BooleanField()))) | Q(pk__in=shaped))


def as_geometry(shape: Any) -> shapely.Geometry | None:
    """None for what cannot be read: one bad row must not take the answer from all others."""
    try:
        return shapely.geometry.shape(shape)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None


def _holds_point(polygon: shapely.Polygon | shapely.MultiPolygon) -> tuple[str, list[str]]:
    """PostgreSQL's own polygons have no holes and no parts: parts are OR, holes AND NOT."""
    parts, params = [], []
    for part in getattr(polygon, "geoms", [polygon]):
        sql = "%s::polygon @> point(features_feature.lon, features_feature.lat)"
        params.append(_ring(part.exterior.coords))
        for hole in part.interiors:
            sql += " AND NOT %s::polygon @> point(features_feature.lon, features_feature.lat)"
            params.append(_ring(hole.coords))
        parts.append(f"({sql})")
    return f"({' OR '.join(parts)})", params


def _ring(coords: Sequence[tuple[float, ...]]) -> str:
    return "(" + ",".join(f"({point[0]!r},{point[1]!r})" for point in list(coords)[:-1]) + ")"

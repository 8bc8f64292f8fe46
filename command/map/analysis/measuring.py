"""columns → **measuring** → rings: how far everything is, how much lies in each ring, and which to name first. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from dispatch.recommend.forces import Floats, Ints, metres

METRES_PER_DEGREE = 111_195.0  # of a meridian on the mean sphere, as the great circles here use it
EDGE = 1.002  # the box asked for is a little wider than the circle: what lies on its edge is measured, not missed


class Place(NamedTuple):
    """A point, or an area whose middle the point is."""

    lon: float
    lat: float
    polygon: Any = None


class Columns(NamedTuple):
    """One object a row; `layer` is an index into the layers asked about."""

    id: Ints
    lon: Floats
    lat: Floats
    layer: Ints
    people: Floats
    room: Floats
    rank: Ints
    shaped: npt.NDArray[np.bool_]


class Tally(NamedTuple):
    """[layer, ring], the nearer rings included."""

    counts: Ints
    people: Floats
    room: Floats
    urgent: Ints  # [layer], in the widest ring


def place_of(polygon: Any) -> Place:
    middle = polygon.representative_point()
    return Place(middle.x, middle.y, polygon)


def scale_of(place: Place) -> tuple[float, float]:
    """Metres a degree east and north."""
    return METRES_PER_DEGREE * cos(radians(place.lat)), METRES_PER_DEGREE


def box_around(place: Place, reach_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = place.polygon.bounds if place.polygon is not None else (place.lon, place.lat, place.lon, place.lat)
    up = reach_m / METRES_PER_DEGREE * EDGE
    furthest = min(89.0, max(abs(south - up), abs(north + up)))
    side = reach_m / (METRES_PER_DEGREE * cos(radians(furthest))) * EDGE
    return west - side, south - up, east + side, north + up


def reach_of_points(place: Place, lon: Floats, lat: Floats, furthest_m: float) -> Floats:
    """Metres from the place; 0 inside its polygon. What is further than `furthest_m` may be said to be infinitely far."""
    if place.polygon is None:
        return metres(lon, lat, place.lon, place.lat)
    shapely.prepare(place.polygon)
    inside = shapely.intersects_xy(place.polygon, lon, lat)
    reach = np.where(inside, 0.0, np.inf)
    if furthest_m > 0 and not inside.all():
        east, north = scale_of(place)
        outline = flat(place.polygon, place)
        points = shapely.points((lon[~inside] - place.lon) * east, (lat[~inside] - place.lat) * north)
        reach[~inside] = shapely.distance(points, outline)
    return np.asarray(reach, np.float64)


def flat(shape: Any, place: Place) -> Any:
    """In metres around the place."""
    east, north = scale_of(place)
    return shapely.transform(shape, lambda points: (points - (place.lon, place.lat)) * (east, north))


def reach_of_shapes(place: Place, shapes: Sequence[Any]) -> Floats:
    """From the nearest edge; 0 where the place is inside, or the areas touch."""
    here = shapely.Point(0, 0) if place.polygon is None else flat(place.polygon, place)
    return np.array([shapely.distance(flat(shape, place), here) for shape in shapes], np.float64)


def tally(columns: Columns, reach: Floats, radii: Sequence[float], layers: int) -> Tally:
    """`radii` ascending."""
    rings = len(radii)
    ring = np.searchsorted(np.array(radii), reach, side="left")
    inside = ring < rings
    cell = columns.layer[inside] * rings + ring[inside]

    def grid(weights: Floats | None) -> Any:
        return np.bincount(cell, weights, minlength=layers * rings).reshape(layers, rings).cumsum(axis=1)

    urgent = np.bincount(columns.layer[inside & (columns.rank > 0)], minlength=layers)
    return Tally(grid(None), grid(columns.people[inside]), grid(columns.room[inside]), urgent)


def first_of_each(columns: Columns, reach: Floats, furthest_m: float, most: int) -> Ints:
    """Row numbers: up to `most` of each layer within the widest ring, unresolved before others, then the nearest."""
    rows = np.flatnonzero(reach <= furthest_m)
    layer = columns.layer[rows]
    order = np.lexsort((columns.id[rows], reach[rows], -columns.rank[rows], layer))
    rows, layer = rows[order], layer[order]
    place_in_layer = np.arange(len(rows)) - np.searchsorted(layer, layer, side="left")
    return np.asarray(rows[place_in_layer < most], np.int64)

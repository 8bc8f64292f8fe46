"""place and radii → **asking** → what lies around: counts by layer and ring, people, the first of each layer, who would be there first."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import shapely

from command.map.analysis.gathering import gather
from command.map.analysis.measuring import (
    Columns,
    Place,
    box_around,
    first_of_each,
    flat,
    place_of,
    reach_of_points,
    reach_of_shapes,
    scale_of,
    tally,
)
from command.map.analysis.people import HAZARD
from command.map.analysis.rows import Around, AroundLayer, AroundObject
from command.map.analysis.teams import nearest_teams
from dispatch.features.catalogue import FEATURE_KEYS, layer
from dispatch.features.models import Feature
from dispatch.features.querying import as_geometry, in_box
from dispatch.recommend.forces import Floats
from dispatch.recommend.roads.estimate import NAME
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clock import iso

RADII = (1_000.0, 3_000.0, 5_000.0, 10_000.0)
TEAMS, NAMED = 5, 20
ORDER = ("risk", "protected", "resource", "event", "weather", "sensing", "force", "plot")  # what may burn or must be moved comes first


class Found(NamedTuple):
    """Everything in reach, before the first few of it are named."""

    place: Place
    radii: list[float]
    layers: list[str]
    columns: Columns
    reach: Floats

    @property
    def furthest_m(self) -> float:
        return self.radii[-1]


def around(
    *,
    point: tuple[float, float] | None = None,
    polygon: Any = None,
    radii: Sequence[float] | None = None,
    layers: Iterable[str] | None = None,
    scopes: Sequence[str],
    protected: Sequence[str] = (),
    exercise: int | None = None,
    event_type: str = "",
    teams: int = TEAMS,
    named: int = NAMED,
) -> Around:
    """Around a point, or in and around a polygon (degrees WGS-84). `teams` and `named`: how many of each to name; 0 asks about none."""
    began = time.perf_counter()
    found = find(point=point, polygon=polygon, radii=radii, layers=layers, scopes=scopes, protected=protected, exercise=exercise)
    place = found.place
    counted = tally(found.columns, found.reach, found.radii, len(found.layers))
    shown = _named(found, named)
    rows: list[AroundLayer] = []
    for at, key in enumerate(found.layers):
        if not counted.counts[at, -1]:
            continue
        known = layer(key)
        rows.append({
            "layer": key, "name": known.name, "group": known.group, "icon": known.icon, "counts": counted.counts[at].tolist(),
            "people": np.rint(counted.people[at]).astype(int).tolist(), "room": np.rint(counted.room[at]).astype(int).tolist(),
            "urgent": int(counted.urgent[at]), "objects": shown.get(at, []),
        })  # fmt: skip
    nearest, said_by = (
        nearest_teams(
            place.lon, place.lat, teams, area=area_at(place.lon, place.lat), scopes=scopes, exercise=exercise, event_type=event_type
        )
        if teams
        else ([], NAME)
    )
    return {
        "at": cast("str", iso(clock.now())), "lon": place.lon, "lat": place.lat, "radii": found.radii, "rings": rings(place, found.radii),
        "layers": rows, "total": counted.counts.sum(axis=0).astype(int).tolist(), "people": np.rint(counted.people.sum(axis=0)).astype(int).tolist(),
        "room": np.rint(counted.room.sum(axis=0)).astype(int).tolist(), "teams": nearest, "roads": said_by,
        "took_ms": round((time.perf_counter() - began) * 1000),
    }  # fmt: skip


def find(
    *,
    point: tuple[float, float] | None,
    polygon: Any,
    radii: Sequence[float] | None,
    layers: Iterable[str] | None,
    scopes: Sequence[str],
    protected: Sequence[str],
    exercise: int | None,
) -> Found:
    place = Place(*point) if point is not None else place_of(polygon)
    wanted = sorted({float(radius) for radius in (radii if radii is not None else () if polygon is not None else RADII)})
    if polygon is not None:
        wanted = [0.0, *(radius for radius in wanted if radius > 0)]
    chosen = set(FEATURE_KEYS if layers is None else layers)
    keys = sorted(chosen & set(FEATURE_KEYS), key=lambda key: (key != HAZARD, ORDER.index(layer(key).group), FEATURE_KEYS.index(key)))
    box = box_around(place, wanted[-1])
    columns = gather(in_box(box, keys, scopes=scopes, protected=protected, exercise=exercise), keys)
    reach = reach_of_points(place, columns.lon, columns.lat, wanted[-1])
    _measure_shapes(place, columns, reach)
    return Found(place, wanted, keys, columns, reach)


def _measure_shapes(place: Place, columns: Columns, reach: Floats) -> None:
    """A park is as near as its fence, not as its middle. A shape that cannot be read stays where its point is."""
    rows = np.flatnonzero(columns.shaped)
    if not len(rows):
        return
    stored = dict(Feature.objects.filter(pk__in=columns.id[rows].tolist()).values_list("pk", "shape"))
    readable = [(row, shape) for row in rows.tolist() if (shape := as_geometry(stored.get(int(columns.id[row])))) is not None]
    reach[[row for row, _ in readable]] = reach_of_shapes(place, [shape for _, shape in readable])


def _named(found: Found, most: int) -> dict[int, list[AroundObject]]:
    rows = first_of_each(found.columns, found.reach, found.furthest_m, most).tolist()
    known = Feature.objects.defer("shape").in_bulk([int(found.columns.id[row]) for row in rows])
    shown: dict[int, list[AroundObject]] = {}
    for row in rows:
        feature = known.get(int(found.columns.id[row]))
        if feature is not None:
            shown.setdefault(int(found.columns.layer[row]), []).append(
                _object(feature, float(found.reach[row]), int(found.columns.rank[row]))
            )
    return shown


def _object(feature: Feature, reach_m: float, rank: int) -> AroundObject:
    """Telephone numbers are asked for object by object, where every reveal is recorded."""
    secret = {attribute.key for attribute in layer(feature.layer).attributes if attribute.type == "phone"}
    return {
        "id": feature.pk, "name": feature.name, "code": feature.code, "area": feature.area, "lon": feature.lon, "lat": feature.lat,
        "distance_m": round(reach_m), "urgent": rank > 0, "observed_at": iso(feature.observed_at),
        "attributes": {key: value for key, value in feature.attributes.items() if key not in secret},
    }  # fmt: skip


def rings(place: Place, radii: Sequence[float]) -> list[dict[str, Any]]:
    """As areas to draw, the widest last."""
    east, north = scale_of(place)
    core = shapely.Point(0, 0) if place.polygon is None else flat(place.polygon, place)
    drawn = []
    for radius in radii:
        wide = shapely.buffer(core, radius, quad_segs=16) if radius else core
        back = shapely.transform(wide, lambda points: points / (east, north) + (place.lon, place.lat))
        drawn.append(json.loads(shapely.to_geojson(shapely.set_precision(back, 1e-6))))
    return drawn

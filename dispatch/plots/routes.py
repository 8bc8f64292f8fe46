"""two places → **routes** → a way that keeps out of cordons, plumes, fire, water and danger areas, and says what it kept out of."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, cast

import shapely
from django.conf import settings

from dispatch.plots.models import Plot
from dispatch.plots.rows import AvoidedRow, RouteRow
from dispatch.recommend.roads import Point
from dispatch.recommend.roads.estimate import read_modes
from dispatch.recommend.roads.ways import find_way
from dispatch.safety.models import Danger
from realtime.rules.models import rule, rules_under

KINDS = ("cordon", "downwind", "perimeter")
SYMBOLS = ("burning_area", "flood_area", "collapse_area")
AROUND_DEG = 0.25  # about 25 km beyond both ends: what lies further is in nobody's way


class Closed(NamedTuple):
    what: Literal["plot", "danger"]
    id: int
    name: str
    ground: Any


def find_route(start: Point, end: Point, *, area: str, scopes: Sequence[str], exercise: int | None) -> RouteRow:
    """An engine is asked for a second at most, outside any transaction; without one the answer is bent around the areas and says so."""
    closed = [one for one in closed_areas(scopes, exercise) if _near(one.ground, start, end)]
    modes = read_modes({name.removeprefix("travel."): cast("Any", value) for name, value in rules_under("travel.", area).items()})
    until = time.monotonic() + float(rule("plot.route_s", area))
    way = find_way(settings.ROUTING_URL, start, end, [one.ground for one in closed], modes["road"], until)
    inside = [one for one in closed if any(one.ground.contains(shapely.Point(point)) for point in (start, end))]
    row: RouteRow = {
        "line": None, "metres": None, "seconds": None, "engine": "estimate", "avoided": _said(one for one in closed if one not in inside),
        "inside": _said(inside), "crossed": [],
    }  # fmt: skip
    if way is not None:
        row["line"] = {"type": "LineString", "coordinates": [list(point) for point in way.line]}
        row["metres"], row["seconds"], row["engine"] = round(way.metres), round(way.seconds), cast("Any", way.engine)
        row["crossed"] = _said(closed[n] for n in way.crossed)
    return row


def closed_areas(scopes: Sequence[str], exercise: int | None) -> list[Closed]:
    """Of this world: a drill goes around its own cordons and the real ones; what is real knows no drill."""
    worlds = {None, exercise}
    found: list[Closed] = []
    for plot in Plot.objects.filter(ended_at=None).order_by("pk"):
        shut = plot.kind in KINDS or plot.symbol in SYMBOLS
        if shut and plot.exercise_id in worlds and plot.area.startswith(tuple(scopes)):
            found.append(Closed("plot", plot.pk, plot.name, _ground(plot.shape)))
    for danger in Danger.objects.filter(ended_at=None).exclude(kind=Danger.DEAD_ZONE).order_by("pk"):
        if danger.exercise_id in worlds and danger.area.startswith(tuple(scopes)):
            found.append(Closed("danger", danger.pk, danger.name, _ground(danger.shape)))
    return found


def _ground(shape: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(shape))


def _near(ground: Any, start: Point, end: Point) -> bool:
    west, east = sorted((start[0], end[0]))
    south, north = sorted((start[1], end[1]))
    return bool(ground.intersects(shapely.box(west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG)))


def _said(closed: Any) -> list[AvoidedRow]:
    return [{"what": one.what, "id": one.id, "name": one.name} for one in closed]

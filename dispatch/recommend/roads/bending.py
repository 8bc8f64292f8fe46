"""start, end, closed areas → **bending** → the shortest line around them: a visibility graph over their outlines. No Django, no roads."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from math import cos, hypot, radians
from typing import Any

import numpy as np
import shapely
import shapely.ops

Point = tuple[float, float]  # lon, lat, WGS-84

METRES_PER_DEGREE = 111_320.0
MARGIN_M = 60.0  # nobody walks along the tape
SMOOTH_M = 15.0  # an outline drawn by hand has corners no traveller turns at
MOST_CORNERS = 240  # of all areas together; more are smoothed further


def bend(start: Point, end: Point, areas: Sequence[Any]) -> list[Point] | None:
    """Corner by corner from start to end; None where they are enclosed. A start or end inside an area leaves it the nearest way."""
    lat = (start[1] + end[1]) / 2
    scale = np.array([METRES_PER_DEGREE * max(0.05, cos(radians(lat))), METRES_PER_DEGREE])
    origin = np.array(start)

    def flat(xy: Any) -> Any:
        return (xy - origin) * scale

    ground = [shapely.transform(area, flat) for area in areas if not area.is_empty]
    a, b = (0.0, 0.0), tuple(flat(np.array(end)).tolist())
    walls = _walls(ground)
    if walls is None:
        return [start, end]
    inner = walls.buffer(-1.0)  # corners lie on the wall's own line; touching it is no crossing
    first, last = _out(a, walls), _out(b, walls)
    path = _shortest(first, last, _corners(walls), inner)
    if path is None:
        return None
    whole = [*([a] if first != a else []), *path, *([b] if last != b else [])]
    return [start if point == a else end if point == b else _back(point, origin, scale) for point in whole]


def _back(point: Any, origin: Any, scale: Any) -> Point:
    lon, lat = np.array(point) / scale + origin
    return round(float(lon), 6), round(float(lat), 6)


def _walls(ground: Sequence[Any]) -> Any:
    """All areas as one, a margin around them, with few enough corners to try every pair."""
    if not ground:
        return None
    smooth = SMOOTH_M
    while True:
        rounded = [area.simplify(smooth).buffer(MARGIN_M + smooth, join_style="mitre", mitre_limit=2.0) for area in ground]
        walls = shapely.union_all(rounded)
        if shapely.get_num_coordinates(walls) <= MOST_CORNERS:
            return walls
        smooth *= 2


def _corners(walls: Any) -> list[tuple[float, float]]:
    parts = getattr(walls, "geoms", [walls])
    return [point for part in parts for point in part.exterior.coords[:-1]]


def _out(point: Any, walls: Any) -> Any:
    at = shapely.Point(point)
    if not walls.buffer(-1.0).contains(at):
        return point
    edge = shapely.ops.nearest_points(walls.boundary, at)[0]
    return edge.x, edge.y


def _shortest(first: Any, last: Any, corners: Sequence[Any], inner: Any) -> list[Any] | None:
    """A*; who sees whom is asked only of corners that are reached."""
    nodes = np.array([first, last, *corners])
    shapely.prepare(inner)
    best: dict[int, float] = {0: 0.0}
    came: dict[int, int] = {}
    done: set[int] = set()
    heap: list[tuple[float, int]] = [(0.0, 0)]
    while heap:
        _, at = heapq.heappop(heap)
        if at in done:
            continue
        if at == 1:
            break
        done.add(at)
        others = [n for n in range(len(nodes)) if n not in done]
        lines = shapely.linestrings([[nodes[at], nodes[n]] for n in others])
        for n, blocked in zip(others, shapely.intersects(lines, inner), strict=True):
            if blocked:
                continue
            far = best[at] + hypot(*(nodes[n] - nodes[at]))
            if far < best.get(n, float("inf")):
                best[n], came[n] = far, at
                heapq.heappush(heap, (far + hypot(*(nodes[1] - nodes[n])), n))
    if 1 not in best:
        return None
    path, at = [1], 1
    while at in came:
        at = came[at]
        path.append(at)
    return [tuple(nodes[n].tolist()) for n in reversed(path)]

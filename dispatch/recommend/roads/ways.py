"""start, end, closed areas → **ways** → one road with its line, around the areas: an engine where one is configured, else bent by hand. No Django."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import shapely

from dispatch.distance import great_circle_m
from dispatch.recommend.roads import Point, is_resting, let_rest, osrm, parse, valhalla
from dispatch.recommend.roads.asking import NoAnswer
from dispatch.recommend.roads.bending import bend
from dispatch.recommend.roads.estimate import NAME, Mode

log = logging.getLogger(__name__)


class Way(NamedTuple):
    """`crossed`: which of the areas (by place in the list) the engine's own roads could not avoid; then the line is the bent one."""

    line: list[Point]
    seconds: float
    metres: float
    engine: str
    crossed: list[int]


Road = tuple[float, float, list[Point]]  # seconds, metres, line
# Every road the engine offers through these points, its best first. Valhalla keeps out of the areas itself; OSRM cannot.
ROADS: dict[str, Callable[[str, Sequence[Point], Sequence[Any], float], list[Road]]] = {"osrm": osrm.roads, "valhalla": valhalla.roads}


def find_way(url: str, start: Point, end: Point, areas: Sequence[Any], mode: Mode, until: float) -> Way | None:
    """None: enclosed, no way around. The engine answers by `until` (monotonic) or is left alone for a while."""
    bent = bend(start, end, areas)
    crossed: list[int] = []
    if url and not is_resting(url, until):
        try:
            found, crossed = _by_road(url, start, end, areas, bent, until)
            if found is not None:
                return found
        except NoAnswer as error:
            log.warning("road engine %s: %s; estimating", url, error)
            let_rest(url)
    if bent is None:
        return None
    metres = sum(great_circle_m(*one, *other) for one, other in pairwise(bent)) * mode.factor
    return Way(bent, metres / (mode.kmh / 3.6), metres, NAME, crossed)


def _by_road(
    url: str, start: Point, end: Point, areas: Sequence[Any], bent: list[Point] | None, until: float
) -> tuple[Way | None, list[int]]:
    """As the engine likes it best; when every road crosses, once more by way of the corners of the bent line."""
    name, base = parse(url)
    crossed: list[int] = []
    tries = [[start, end]] + ([bent] if bent is not None and len(bent) > 2 else [])
    for points in tries:
        for seconds, metres, line in ROADS[name](base, points, areas, until):
            through = _crossed(line, start, end, areas)
            if not through:
                return Way(line, seconds, metres, name, []), []
            crossed = crossed or through
    return None, crossed


def _crossed(line: Sequence[Point], start: Point, end: Point, areas: Sequence[Any]) -> list[int]:
    """An area that holds the start or the end is left or reached, not crossed."""
    road = shapely.LineString(line)
    ends = [shapely.Point(start), shapely.Point(end)]
    return [n for n, area in enumerate(areas) if not any(area.contains(point) for point in ends) and area.intersects(road)]

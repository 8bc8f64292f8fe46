"""The arithmetic of a viewport: how coarse its cells are at a zoom, and what in a cell becomes of many objects. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, floor, radians
from typing import NamedTuple

CELL_PX = 84  # at the desk: a disc of 40 px and room for its neighbours
TILE_PX = 512  # MapLibre's world is 512 px wide at zoom 0


class Cell(NamedTuple):
    """What one cell holds; `only` is the object where it is a single one."""

    lon: float
    lat: float
    n: int
    layers: dict[str, int]
    only: int | None
    abnormal: int  # so many are out of order by their own figures, and those are not old


def cell_of(zoom: float) -> float:
    """Width of a cell in degrees of longitude. Half zoom steps: cells keep their place while somebody zooms a little."""
    return CELL_PX * 360 / (TILE_PX * 2 ** (floor(zoom * 2) / 2))


def flattening(lat: float) -> float:
    """How much lower than wide a square cell is in degrees here; by whole degrees, so that panning does not move the cells."""
    return max(cos(radians(round(lat))), 0.05)


def gathered(rows: Iterable[tuple[int, int, str, int, float, float, int, int]]) -> list[Cell]:
    """Rows are (column, row, layer, n, mean lon, mean lat, lowest id, out of order); cells come largest first."""
    cells: dict[tuple[int, int], list[tuple[str, int, float, float, int, int]]] = {}
    for column, line, layer, n, lon, lat, first, wrong in rows:
        cells.setdefault((column, line), []).append((layer, n, lon, lat, first, wrong))
    found = []
    for parts in cells.values():
        n = sum(part[1] for part in parts)
        lon = sum(part[1] * part[2] for part in parts) / n
        lat = sum(part[1] * part[3] for part in parts) / n
        layers, only = {part[0]: part[1] for part in parts}, parts[0][4] if n == 1 else None
        found.append(Cell(round(lon, 5), round(lat, 5), n, layers, only, sum(part[5] for part in parts)))
    return sorted(found, key=lambda cell: -cell.n)

"""gauges + outline → **areal** → mean rain over an area (面雨量), by Thiessen: each piece of ground has the rain of the gauge nearest to it. Pure.

A gauge that is late or silent is left out, so its ground falls to the next one that speaks; ground further than `reach_km` from every gauge has no rain
of its own, and an area of which too little is within reach has no mean. (泰森多边形法, SL 460-2009 水文年鉴汇编刊印规范: areal mean of a basin.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

KM_PER_DEGREE = 111.32
GRID = 600  # pieces of ground of an area, about


class Gauge(NamedTuple):
    lon: float
    lat: float
    values: tuple[float | None, ...]  # mm, one for each span of hours


@dataclass(frozen=True)
class Ground:
    """An area cut into equal pieces: their middles, and how large all of it is (km²)."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    km2: float


class Mean(NamedTuple):
    """`mm` is None where less than the asked share of the ground is within reach of a gauge that said it; `covered` is that share."""

    mm: float | None
    covered: float
    gauges: int


def ground_of(shape: shapely.Geometry) -> Ground:
    """A grid of points inside; never none, however narrow the area is."""
    west, south, east, north = shape.bounds
    squeeze = cos(radians((south + north) / 2))
    step = max((shape.area * squeeze / GRID) ** 0.5, 1e-4)  # degrees of latitude
    lons, lats = np.meshgrid(np.arange(west + step / 2, east, step / squeeze), np.arange(south + step / 2, north, step))
    inside = shapely.contains_xy(shape, lons, lats)
    lon, lat = lons[inside], lats[inside]
    if not len(lon):
        middle = shape.representative_point()
        lon, lat = np.array([middle.x]), np.array([middle.y])
    return Ground(lon, lat, float(shape.area * squeeze * KM_PER_DEGREE**2))


def mean_of(ground: Ground, gauges: Sequence[Gauge], span: int, *, reach_km: float, least: float) -> Mean:
    """Of the gauges that have a value for this span of hours; `least`: the share of the ground that has to be within reach."""
    speaking = [(one.lon, one.lat, value) for one in gauges if (value := one.values[span]) is not None]
    if not speaking:
        return Mean(None, 0.0, 0)
    lon, lat, rain = (np.array(column, np.float64) for column in zip(*speaking, strict=True))
    squeeze = cos(radians(float(ground.lat.mean())))
    east = (ground.lon[:, None] - lon[None, :]) * squeeze
    north = ground.lat[:, None] - lat[None, :]
    square = east * east + north * north
    nearest = square.argmin(axis=1)
    near = square[np.arange(len(nearest)), nearest] <= (reach_km / KM_PER_DEGREE) ** 2
    covered = float(near.mean())
    used = nearest[near]
    if covered < least or not len(used):
        return Mean(None, covered, len(np.unique(used)))
    return Mean(round(float(rain[used].mean()), 1), covered, len(np.unique(used)))


def joined(parts: Sequence[tuple[float, Mean]], *, least: float) -> Mean:
    """Of a city: its districts' means by their size (km²)."""
    whole = sum(km2 for km2, _ in parts)
    known = [(km2, one.mm, one) for km2, one in parts if one.mm is not None]
    covered = sum(km2 * one.covered for km2, one in parts) / whole if whole else 0.0
    gauges = sum(one.gauges for _, one in parts)
    held = sum(km2 for km2, _, _ in known)
    if not whole or held / whole < least or not held:
        return Mean(None, covered, gauges)
    return Mean(round(sum(km2 * mm for km2, mm, _ in known) / held, 1), covered, gauges)

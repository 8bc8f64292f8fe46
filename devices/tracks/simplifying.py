"""points → **simplifying** → line on a map: Douglas–Peucker in metres; what was left out lies within the tolerance, and no silence is bridged. No Django."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians

import numpy as np
import numpy.typing as npt

METRES_A_DEGREE = 111_195.0  # of the sphere with the earth's mean radius: 0.6 % at most from the ellipsoid

Degrees = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


def pieces(at_ms: npt.NDArray[np.int64], gap_ms: int) -> list[tuple[int, int]]:
    """[first, after the last) of each stretch in which nobody was silent for longer than the gap."""
    if not len(at_ms):
        return []
    cuts = np.flatnonzero(np.diff(at_ms) > gap_ms) + 1
    ends = [0, *cuts.tolist(), len(at_ms)]
    return list(pairwise(ends))


def simplified(lon: Degrees, lat: Degrees, tolerance_m: float) -> Places:
    """Places of the points that stay: both ends, and so many between them that every other one is within the tolerance of the line."""
    count = len(lon)
    if count < 3:
        return np.arange(count)
    x, y = _metres(lon, lat)
    stays = np.zeros(count, bool)
    stays[[0, -1]] = True
    open_ = [(0, count - 1)]  # a stack of our own: a track of a day would be too deep for Python's
    while open_:
        first, last = open_.pop()
        if last - first < 2:
            continue
        away = _from_segment(x[first : last + 1], y[first : last + 1])
        furthest = int(np.argmax(away))
        if away[furthest] > tolerance_m:
            stays[first + furthest] = True
            open_ += [(first, first + furthest), (first + furthest, last)]
    return np.flatnonzero(stays)


def for_display(
    lon: Degrees, lat: Degrees, at_ms: npt.NDArray[np.int64], *, tolerance_m: float, gap_ms: int, most: int
) -> tuple[Places, list[int], float]:
    """(places that stay, where in them a new stretch begins, the tolerance that it took to have at most so many)."""
    stretches = pieces(at_ms, gap_ms)
    while True:
        kept = [first + simplified(lon[first:after], lat[first:after], tolerance_m) for first, after in stretches]
        count = sum(len(one) for one in kept)
        # Two ends of each stretch always stay: where there are more stretches than points allowed, that is what there is
        if count <= most or count <= 2 * len(stretches):
            break
        tolerance_m = max(1.0, tolerance_m * 2)
    return (np.concatenate(kept) if kept else np.zeros(0, np.intp)), list(_starts(kept)), tolerance_m


def _starts(kept: list[Places]) -> Iterator[int]:
    at = 0
    for one in kept[:-1]:
        at += len(one)
        yield at


def _metres(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """On a plane that touches the middle of the stretch."""
    middle = radians((float(lat.min()) + float(lat.max())) / 2)
    return (lon - lon[0]) * (METRES_A_DEGREE * cos(middle)), (lat - lat[0]) * METRES_A_DEGREE


def _from_segment(x: Degrees, y: Degrees) -> Degrees:
    """Distance of each from the segment between the first and the last: beyond its ends, from the end itself."""
    across, up = x[-1] - x[0], y[-1] - y[0]
    length = float(across * across + up * up)
    if length == 0:
        near: Degrees = np.hypot(x - x[0], y - y[0])
        return near
    along = np.clip(((x - x[0]) * across + (y - y[0]) * up) / length, 0, 1)
    away: Degrees = np.hypot(x - x[0] - along * across, y - y[0] - along * up)
    return away

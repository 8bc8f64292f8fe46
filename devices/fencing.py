"""pipeline → **fencing** → inbox: who went into a fence and who came out, judged at every believed fix. numpy and shapely, no Django.

Nobody can cross a line before having moved as far as the nearest line lay when they were last looked at. So each subject keeps the place of
that look and the distance to the nearest line; a fix nearer than that decides nothing and costs a few array operations for all fixes of a
tick together. Only who has moved further is looked at with the real shapes.

A subject is inside from the first fix within the shape, and outside from the first fix beyond the shape widened by a band: whoever stands
on the line does not cross it with every wobble of the receiver. A fix further from the last one than anything travels decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import shapely

from devices.readings import Crossed, Taken

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

METRES_PER_DEGREE = 111_320.0
REACH_M = 5_000.0  # no line within this: looked at again after so far; further would only make the search for it longer
ROUNDING_M = 0.01  # degrees and metres round differently; a centimetre covers both by far
PIECE = 8  # corners of a line kept together in the index: small boxes find the nearest line quickly
JITTER_M = 200.0  # two fixes within a second may lie so far apart without anybody having travelled
MOST_LEAPS = 3  # who leaps for the fourth time in a row is merely fast, or was carried
ANEW = 16  # so many new fences at once, and every subject is looked at again instead of measured against each
_GROW = 4096


class Fence(msgspec.Struct, frozen=True):
    """What the gateway needs of a fence. `version` grows with every change of shape or of whom it watches."""

    id: int
    version: int
    shape: Any  # shapely polygon or multipolygon, degrees WGS-84
    kinds: int  # bit per kind code of realtime.positions
    worlds: tuple[int, ...] = (0,)  # exercises whose subjects it watches; 0 = real
    taken: bool = True  # who was inside when it was drawn has been told


class Manners(msgspec.Struct, frozen=True):
    """Numbers from rule rows."""

    band_m: float = 15.0  # how far beyond the line one is out again
    worst_m: float = 200.0  # a fix less exact than this decides nothing
    fastest_ms: float = 120.0  # m/s; further than this between two fixes nobody came


@dataclass(frozen=True)
class Ground:
    """All fences, ready to be asked. Made off the gateway's loop."""

    fences: Sequence[Fence]
    manners: Manners
    inner: npt.NDArray[Any]
    outer: npt.NDArray[Any]
    tree: shapely.STRtree  # of the outer shapes
    lines: shapely.STRtree  # pieces of all lines, metres
    scale: tuple[float, float]  # metres a degree east and north


def prepare(fences: Iterable[Fence], manners: Manners) -> Ground:
    fences = list(fences)
    inner = np.array([fence.shape for fence in fences], object)
    middle = float(np.mean([fence.shape.bounds[1::2] for fence in fences])) if fences else 0.0
    scale = (METRES_PER_DEGREE * cos(radians(middle)), METRES_PER_DEGREE)
    outer = _stretched(shapely.buffer(_stretched(inner, *scale), manners.band_m), 1 / scale[0], 1 / scale[1]) if manners.band_m else inner
    for shapes in (inner, outer):
        shapely.prepare(shapes)
    pieces = _pieces(_stretched(np.concatenate([inner, outer]), *scale)) if fences else []
    return Ground(fences, manners, inner, outer, shapely.STRtree(outer), shapely.STRtree(pieces), scale)


def _stretched(shapes: npt.NDArray[Any], east: float, north: float) -> npt.NDArray[Any]:
    return np.asarray(shapely.transform(shapes, lambda points: points * (east, north)), object)


def _pieces(shapes: npt.NDArray[Any]) -> list[Any]:
    """The lines of all shapes, a few corners each."""
    found: list[Any] = []
    for ring in shapely.get_parts(shapely.boundary(shapes)):
        points = shapely.get_coordinates(ring)
        found += [shapely.LineString(points[at : at + PIECE + 1]) for at in range(0, len(points) - 1, PIECE)]
    return found


NOWHERE: frozenset[int] = frozenset()
EMPTY = prepare([], Manners())


class Fencing:
    """State of all subjects against all fences. `about(subject)` gives (kind code, exercise or 0)."""

    def __init__(self, about: Callable[[int], tuple[int, int]]) -> None:
        self.about = about
        self.ground = EMPTY
        self.inside: dict[int, frozenset[int]] = {}  # subject → fences, only of those that are in any
        self.looks = 0  # how many fixes needed the real shapes; for the bench
        self.slot: dict[int, int] = {}
        self._grow(_GROW)

    def _grow(self, size: int) -> None:
        had = len(self.slot)
        for name, fill, kind in (("lon", 0.0, float), ("lat", 0.0, float), ("safe", -1.0, float), ("seen_lon", 0.0, float),
                                 ("seen_lat", 0.0, float), ("seen_ms", -1, np.int64), ("leaps", 0, np.int8), ("within", False, bool)):  # fmt: skip
            column = np.full(size, fill, kind)
            if had:
                column[:had] = getattr(self, name)[:had]
            setattr(self, name, column)

    lon: Floats  # where it was looked at last, and how far from there the nearest line is
    lat: Floats
    safe: Floats
    seen_lon: Floats  # the last fix, whether or not it decided anything
    seen_lat: Floats
    seen_ms: Ints
    leaps: npt.NDArray[np.int8]
    within: npt.NDArray[np.bool_]  # is in any fence

    # -- fences ----------------------------------------------------------------------------------------------------------------------

    def learn(self, ground: Ground, inside: Mapping[int, set[int]], last: Callable[[], tuple[Ints, Floats, Floats]]) -> list[Taken]:
        """The fences as they are now. `inside` is what the database knows of fences that are new here; `last` gives everybody's last place."""
        known = {(fence.id, fence.version) for fence in self.ground.fences}
        new = [at for at, fence in enumerate(ground.fences) if (fence.id, fence.version) not in known]
        stay = {fence.id for fence in ground.fences} - {ground.fences[at].id for at in new}
        widened = ground.manners != self.ground.manners  # other lines: what was far enough from the old ones says nothing
        self.ground = ground
        for subject, fences in list(self.inside.items()):
            if not fences <= stay:
                self._put(subject, fences & stay)
        taken: list[Taken] = []
        for at in new:
            fence = ground.fences[at]
            if fence.taken:
                found = sorted(inside.get(fence.id, ()))
            else:
                subjects, lon, lat = last()
                here = shapely.intersects_xy(ground.inner[at], lon, lat)
                found = [int(subject) for subject in subjects[here] if self._watches(fence, int(subject))]
                taken.append(Taken(fence.id, fence.version, found))
            for subject in found:
                self._put(subject, self.inside.get(subject, NOWHERE) | {fence.id})
        if widened:
            self.safe[:] = -1.0
        self._look_again_near([ground.outer[at].bounds for at in new])
        return taken

    def _look_again_near(self, boxes: Sequence[tuple[float, float, float, float]]) -> None:
        if len(boxes) > ANEW:
            self.safe[:] = -1.0
            return
        used = len(self.slot)
        lon, lat, (east, north) = self.lon[:used], self.lat[:used], self.ground.scale
        for west, south, right, top in boxes:
            dx = np.maximum(np.maximum(west - lon, lon - right), 0.0) * east
            dy = np.maximum(np.maximum(south - lat, lat - top), 0.0) * north
            np.minimum(self.safe[:used], np.hypot(dx, dy) - ROUNDING_M, out=self.safe[:used])

    def _put(self, subject: int, fences: frozenset[int]) -> None:
        if fences:
            self.inside[subject] = fences
        else:
            self.inside.pop(subject, None)
        self.within[self._slot(subject)] = bool(fences)

    def _slot(self, subject: int) -> int:
        found = self.slot.get(subject)
        if found is None:
            if len(self.slot) == len(self.safe):
                self._grow(2 * len(self.slot))
            found = self.slot[subject] = len(self.slot)
        return found

    def _watches(self, fence: Fence, subject: int) -> bool:
        kind, world = self.about(subject)
        return bool(fence.kinds >> kind & 1) and world in fence.worlds

    # -- fixes -----------------------------------------------------------------------------------------------------------------------

    def take(self, subjects: Ints, lon: Floats, lat: Floats, at_ms: Ints, accuracy_m: Floats) -> list[Crossed]:
        """Believed fixes in the order they came. Several of one subject are taken one after the other."""
        crossed: list[Crossed] = []
        if not self.ground.fences:
            return crossed
        for subject in subjects.tolist():
            if subject not in self.slot:
                self._slot(subject)
        slots = np.fromiter(map(self.slot.__getitem__, subjects.tolist()), np.int64, len(subjects))
        rest = np.arange(len(slots))
        while len(rest):
            _, first = np.unique(slots[rest], return_index=True)
            now = rest[first]
            self._round(slots[now], subjects[now], lon[now], lat[now], at_ms[now], accuracy_m[now], crossed)
            rest = np.delete(rest, first) if len(first) < len(rest) else rest[:0]
        return crossed

    def _round(
        self, slots: Ints, subjects: Ints, lon: Floats, lat: Floats, at_ms: Ints, accuracy_m: Floats, crossed: list[Crossed]
    ) -> None:
        manners, (east, north) = self.ground.manners, self.ground.scale
        exact = accuracy_m <= manners.worst_m
        gone_m = np.hypot((lon - self.seen_lon[slots]) * east, (lat - self.seen_lat[slots]) * north)
        gone_s = np.maximum(at_ms - self.seen_ms[slots], 1) / 1000.0
        leap = exact & (self.seen_ms[slots] >= 0) & (gone_m > manners.fastest_ms * gone_s + JITTER_M) & (self.leaps[slots] < MOST_LEAPS)
        seen = slots if exact.all() else slots[exact]
        self.leaps[seen] = np.where(leap, self.leaps[slots] + 1, 0)[exact]
        self.seen_lon[seen], self.seen_lat[seen], self.seen_ms[seen] = lon[exact], lat[exact], at_ms[exact]
        moved_m = np.hypot((lon - self.lon[slots]) * east, (lat - self.lat[slots]) * north)
        look = np.flatnonzero(exact & ~leap & ~(moved_m < self.safe[slots]))
        if len(look):
            self._look(slots[look], subjects[look], lon[look], lat[look], at_ms[look], crossed)

    def _look(self, slots: Ints, subjects: Ints, lon: Floats, lat: Floats, at_ms: Ints, crossed: list[Crossed]) -> None:
        ground, (east, north) = self.ground, self.ground.scale
        self.looks += len(slots)
        near, which = ground.tree.query(shapely.points(lon, lat))
        reached = shapely.intersects_xy(ground.outer[which], lon[near], lat[near])
        near, which = near[reached], which[reached]
        entered = shapely.intersects_xy(ground.inner[which], lon[near], lat[near])
        there: dict[int, list[tuple[int, bool]]] = {at: [] for at in np.flatnonzero(self.within[slots]).tolist()}
        for at, fence, full in zip(near.tolist(), which.tolist(), entered.tolist(), strict=True):
            there.setdefault(at, []).append((fence, full))
        for at, found in there.items():
            self._judge(int(subjects[at]), found, int(at_ms[at]), float(lon[at]), float(lat[at]), crossed)
        self.lon[slots], self.lat[slots] = lon, lat
        safe = np.full(len(slots), REACH_M)
        points = shapely.points(lon * east, lat * north)
        (found_at, _), distance = ground.lines.query_nearest(points, max_distance=REACH_M, return_distance=True, all_matches=False)
        safe[found_at] = distance
        self.safe[slots] = safe - ROUNDING_M

    def _judge(self, subject: int, found: Sequence[tuple[int, bool]], at_ms: int, lon: float, lat: float, crossed: list[Crossed]) -> None:
        was, fences = self.inside.get(subject, NOWHERE), self.ground.fences
        now = frozenset(
            fences[at].id for at, full in found if (full or fences[at].id in was) and self._watches(fences[at], subject)
        )  # fmt: skip
        if now == was:
            return
        versions = {fence.id: fence.version for fence in fences} if was - now else {fences[at].id: fences[at].version for at, _ in found}
        for fence in sorted(was - now):
            crossed.append(Crossed(fence, versions.get(fence, 0), subject, False, at_ms, lon, lat))
        for fence in sorted(now - was):
            crossed.append(Crossed(fence, versions[fence], subject, True, at_ms, lon, lat))
        self._put(subject, now)

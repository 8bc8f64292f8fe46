"""A line on a map leaves points out, never by more than was said, and never draws what nobody reported."""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, radians

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.tracks.simplifying import for_display, pieces, simplified

# A district: on the plane and on the sphere distances differ by less than a thousandth there
PLACE = st.tuples(st.floats(113.2, 113.4), st.floats(23.1, 23.3))
WAY = st.lists(PLACE, min_size=1, max_size=120)
EARTH_M = 6_371_000.0


def metres(point: tuple[float, float], origin: tuple[float, float]) -> tuple[float, float]:
    """Not as the module does it: about the point itself."""
    return (radians(point[0] - origin[0]) * EARTH_M * cos(radians(origin[1])), radians(point[1] - origin[1]) * EARTH_M)


def away(point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    (ax, ay), (bx, by) = metres(one, point), metres(other, point)
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return hypot(ax + share * (bx - ax), ay + share * (by - ay))


@settings(max_examples=150, deadline=None)
@given(WAY, st.floats(0, 5000))
def test_every_point_left_out_is_within_the_tolerance_and_the_ends_stay(way: list[tuple[float, float]], tolerance: float) -> None:
    kept = simplified(np.array([p[0] for p in way]), np.array([p[1] for p in way]), tolerance).tolist()
    assert kept[0] == 0 and kept[-1] == len(way) - 1
    assert kept == sorted(set(kept))
    for first, last in pairwise(kept):
        for between in range(first + 1, last):
            assert away(way[between], way[first], way[last]) <= tolerance * 1.005 + 0.001, "flat and round differ by less than that"


@settings(max_examples=100, deadline=None)
@given(WAY, st.lists(st.integers(0, 600), min_size=120, max_size=120), st.integers(2, 40))
def test_no_silence_is_bridged_and_no_more_is_kept_than_a_screen_can_draw(
    way: list[tuple[float, float]], steps: list[int], most: int
) -> None:
    at = np.cumsum(np.array(steps[: len(way)], np.int64) * 1000)
    lon, lat = (np.array([p[axis] for p in way]) for axis in (0, 1))
    kept, starts, tolerance = for_display(lon, lat, at, tolerance_m=5.0, gap_ms=120_000, most=most)
    stretches = pieces(at, 120_000)
    assert len(kept) <= max(most, 2 * len(stretches))
    assert tolerance >= 5.0
    assert [kept[0], *kept[starts]] == [first for first, _ in stretches], "each stretch begins where it began"
    for n, (before, after) in enumerate(pairwise(kept.tolist())):
        if n + 1 not in starts:
            assert (np.diff(at[before : after + 1]) <= 120_000).all(), "a line over a silence"


def test_a_straight_road_is_two_points_and_a_stop_is_one_place() -> None:
    along = np.linspace(113.2, 113.3, 1000)
    assert simplified(along, np.full(1000, 23.1), 2.0).tolist() == [0, 999]
    assert simplified(np.full(500, 113.2), np.full(500, 23.1), 2.0).tolist() == [0, 499]
    assert pieces(np.array([], np.int64), 1000) == []


def test_a_day_at_one_fix_a_second_is_no_recursion() -> None:
    """A spiral is the worst there is: the furthest point is always the next to the end."""
    turn = np.linspace(0, 200, 20_000)
    kept, starts, _ = for_display(
        113.3 + turn * 2e-4 * np.cos(turn),
        23.2 + turn * 2e-4 * np.sin(turn),
        np.arange(20_000) * 1000,
        tolerance_m=5.0,
        gap_ms=120_000,
        most=5000,
    )
    assert (kept[0], kept[-1], starts) == (0, 19_999, [])

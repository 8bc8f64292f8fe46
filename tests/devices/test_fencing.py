"""The fence engine beside plain shapely: whatever way subjects go, it says what asking every shape at every fix would say."""

from __future__ import annotations

from math import cos, pi, radians, sin
from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from devices.fencing import Fence, Fencing, Manners, prepare
from devices.readings import Crossed

LON, LAT = 113.5, 23.4
EAST, NORTH = 111_320.0 * cos(radians(LAT)), 111_320.0
PLAIN = Manners(band_m=0.0, worst_m=1e9, fastest_ms=1e9)
ALL = 0xFFFF


def at(x: float, y: float) -> tuple[float, float]:
    """Metres from the middle."""
    return LON + x / EAST, LAT + y / NORTH


def square(x: float, y: float, half: float) -> Any:
    return shapely.Polygon([at(x - half, y - half), at(x + half, y - half), at(x + half, y + half), at(x - half, y + half)])


def star(x: float, y: float, size: float, spikes: list[float]) -> Any:
    """A polygon as somebody draws it: corners around a middle, some far out, some near."""
    turn = 2 * pi / len(spikes)
    return shapely.Polygon([at(x + size * r * cos(n * turn), y + size * r * sin(n * turn)) for n, r in enumerate(spikes)])


class Walk:
    """An engine and the fixes it is given; `says` is what it answered."""

    def __init__(self, fences: list[Fence], manners: Manners = PLAIN, kinds: dict[int, tuple[int, int]] | None = None) -> None:
        self.engine = Fencing(lambda subject: (kinds or {}).get(subject, (1, 0)))
        self.engine.learn(prepare(fences, manners), {}, nobody)
        self.says: list[Crossed] = []
        self.ms = 0

    def go(self, *fixes: tuple[int, float, float], accuracy: float = 5.0) -> list[Crossed]:
        """(subject, metres east, metres north), one second after the last call."""
        self.ms += 1000
        places = [at(x, y) for _, x, y in fixes]
        new = self.engine.take(
            np.array([subject for subject, _, _ in fixes], np.int64), np.array([lon for lon, _ in places]), np.array([lat for _, lat in places]),
            np.full(len(fixes), self.ms, np.int64), np.full(len(fixes), accuracy),
        )  # fmt: skip
        self.says += new
        return new


def nobody() -> Any:
    return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)


def moves(crossed: list[Crossed]) -> list[tuple[int, int, bool]]:
    return [(one.fence, one.subject, one.entered) for one in crossed]


spikes = st.lists(st.floats(0.2, 1.0), min_size=3, max_size=12)
shapes = st.lists(st.builds(star, st.floats(-800, 800), st.floats(-800, 800), st.floats(20, 700), spikes), min_size=1, max_size=12)
steps = st.lists(st.lists(st.tuples(st.integers(1, 4), st.floats(-150, 150), st.floats(-150, 150)), max_size=8), min_size=1, max_size=40)


@given(shapes, steps)
def test_random_ways_across_random_fences_cross_where_shapely_says(drawn: list[Any], ticks: list[list[tuple[int, float, float]]]) -> None:
    drawn = [shape for shape in drawn if shape.is_valid]
    walk = Walk([Fence(n, 1, shape, ALL) for n, shape in enumerate(drawn, 1)])
    where: dict[int, tuple[float, float]] = dict.fromkeys(range(1, 5), (0.0, 0.0))
    inside: set[tuple[int, int]] = set()
    for tick in ticks:
        fixes, expected = [], []
        for subject, dx, dy in tick:
            where[subject] = (where[subject][0] + dx, where[subject][1] + dy)
            fixes.append((subject, *where[subject]))
            lon, lat = at(*where[subject])
            for number, shape in enumerate(drawn, 1):
                is_in, was_in = bool(shapely.intersects_xy(shape, lon, lat)), (subject, number) in inside
                if is_in != was_in:
                    expected.append((number, subject, is_in))
                    inside ^= {(subject, number)}
        if fixes:
            assert sorted(moves(walk.go(*fixes))) == sorted(expected)


@given(shapes, st.floats(5, 60), steps)
def test_with_a_band_it_is_out_only_beyond_the_widened_shape(
    drawn: list[Any], band: float, ticks: list[list[tuple[int, float, float]]]
) -> None:
    drawn = [shape for shape in drawn if shape.is_valid]
    ground = prepare([Fence(n, 1, shape, ALL) for n, shape in enumerate(drawn, 1)], Manners(band, 1e9, 1e9))
    engine = Walk([])
    engine.engine.learn(ground, {}, nobody)
    x = y = 0.0
    inside: set[int] = set()
    for tick in ticks:
        for _, dx, dy in tick:
            x, y = x + dx, y + dy
            lon, lat = at(x, y)
            for number, (inner, outer) in enumerate(zip(ground.inner, ground.outer, strict=True), 1):
                if shapely.intersects_xy(inner, lon, lat):
                    inside.add(number)
                elif not shapely.intersects_xy(outer, lon, lat):
                    inside.discard(number)
            engine.go((1, x, y))
            assert engine.engine.inside.get(1, frozenset()) == inside


def test_whoever_stands_on_the_line_does_not_cross_it_with_every_wobble() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 100), ALL)], Manners(band_m=15))
    for n in range(40):
        walk.go((7, 100 + (8 if n % 2 else -8), 0.0))
    assert moves(walk.says) == [(1, 7, True)]
    assert moves(walk.go((7, 130, 0))) == [(1, 7, False)]


def test_a_wild_fix_decides_nothing_and_a_long_silence_is_no_leap() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 100), ALL)], Manners())
    walk.go((7, 3000, 0))
    assert not walk.go((7, 0, 0)), "three kilometres in a second"
    assert not walk.go((7, 3010, 0))
    walk.go((7, 3020, 0))
    walk.ms += 60_000
    assert moves(walk.go((7, 50, 0))) == [(1, 7, True)]


def test_who_always_leaps_is_fast_and_is_seen_in_the_end() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 400_000), ALL)], Manners())
    walk.go((7, -900_000, 0))
    crossed = [walk.go((7, -900_000 + 200_000 * n, 0)) for n in range(1, 8)]
    assert any(crossed)


def test_an_inexact_fix_decides_nothing() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 100), ALL)], Manners())
    walk.go((7, 200, 0))
    assert not walk.go((7, 50, 0), accuracy=800.0)
    assert walk.go((7, 50, 0), accuracy=20.0)


def test_several_fixes_of_one_tick_are_taken_in_their_order() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 100), ALL)])
    assert moves(walk.go((7, 200, 0), (7, 50, 0), (8, 300, 0), (7, 220, 0))) == [(1, 7, True), (1, 7, False)]


def test_a_fence_watches_only_the_kinds_and_the_exercise_it_names() -> None:
    kinds = {1: (1, 0), 2: (3, 0), 3: (3, 9)}
    shape = square(0, 0, 100)
    walk = Walk([Fence(1, 1, shape, 1 << 3), Fence(2, 1, shape, ALL, worlds=(9,))], kinds=kinds)
    walk.go((1, 0, 0), (2, 0, 0), (3, 0, 0))
    assert moves(walk.says) == [(1, 2, True), (2, 3, True)]


def test_a_new_fence_names_who_is_there_and_calls_it_no_crossing() -> None:
    walk = Walk([])
    walk.go((1, 0, 0), (2, 500, 0))
    taken = walk.engine.learn(
        prepare([Fence(5, 1, square(0, 0, 100), ALL, taken=False)], PLAIN), {},
        lambda: (np.array([1, 2]), np.array([at(0, 0)[0], at(500, 0)[0]]), np.array([LAT, LAT])),
    )  # fmt: skip
    assert taken == [(5, 1, [1])]
    assert not walk.go((1, 1, 1), (2, 501, 0))
    assert moves(walk.go((1, 150, 0), (2, 50, 0))) == [(5, 1, False), (5, 2, True)]


def test_a_gateway_that_starts_again_knows_who_was_inside() -> None:
    fence = Fence(5, 3, square(0, 0, 100), ALL)
    walk = Walk([])
    walk.engine.learn(prepare([fence], PLAIN), {5: {1, 2}}, nobody)
    assert moves(walk.go((1, 0, 0), (2, 300, 0), (3, 300, 0))) == [(5, 2, False)], "who went out meanwhile is told, who stayed is not"


def test_a_fence_that_is_gone_or_redrawn_forgets_silently() -> None:
    shape = square(0, 0, 100)
    walk = Walk([Fence(1, 1, shape, ALL), Fence(2, 1, shape, ALL)])
    walk.go((1, 0, 0))
    walk.engine.learn(prepare([Fence(2, 2, square(1000, 0, 100), ALL, taken=False)], PLAIN), {}, nobody)
    assert not walk.go((1, 1, 0))
    assert not walk.engine.inside
    assert moves(walk.go((1, 1000, 0))) == [(2, 1, True)]


def test_a_fence_drawn_around_a_place_already_looked_at_is_noticed_there() -> None:
    """The distance kept from the last look is of the fences there were."""
    walk = Walk([Fence(1, 1, square(-3000, 0, 100), ALL)])
    walk.go((1, 0, 0))
    both = [Fence(1, 1, square(-3000, 0, 100), ALL), Fence(2, 1, square(300, 0, 100), ALL)]
    walk.engine.learn(prepare(both, PLAIN), {}, nobody)
    assert moves(walk.go((1, 250, 0))) == [(2, 1, True)]


def test_thousands_of_subjects_grow_the_columns_and_stay_true() -> None:
    walk = Walk([Fence(1, 1, square(0, 0, 1000), ALL)])
    walk.go(*[(n, float(n), 0.0) for n in range(10_000)])
    assert len(walk.engine.inside) == 1001
    assert moves(walk.go((500, 1200.0, 0.0))) == [(1, 500, False)]

"""The slope of a process's memory: a leak is seen through the noise of every collection, warming up is not taken for one."""

from __future__ import annotations

import random

from tests.soak.memory import FLAT_MIB_H, JUDGED_S, WARM_S, slope

LUCK = random.Random(7)


def life(seconds: float, leak_mib_h: float) -> list[tuple[float, float]]:
    """150 MiB, 100 more while it warms up, and a saw of collections."""
    return [
        (float(at), 150 + 100 * min(1.0, at / (WARM_S * 0.9)) + leak_mib_h * at / 3600 + LUCK.uniform(0, 3))
        for at in range(0, int(seconds), 5)
    ]


def test_a_process_that_only_warms_up_is_flat():
    found = slope(life(1800, 0))
    assert found is not None and found.flat and abs(found.mib_h) < 5


def test_a_leak_of_two_mib_a_minute_is_not():
    found = slope(life(900, 2 * FLAT_MIB_H))
    assert found is not None and not found.flat and abs(found.mib_h - 2 * FLAT_MIB_H) < 20


def test_a_short_life_says_nothing():
    assert slope(life(WARM_S + JUDGED_S - 60, 500)) is None

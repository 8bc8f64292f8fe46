"""samples of a process's memory → **memory** → does it grow: the slope after its first minutes, with its bound. Pure but for `rss`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

WARM_S = 180.0  # a process loads its program and fills its caches
JUDGED_S = 300.0  # of what follows; less says nothing
FLAT_MIB_H = 60.0  # one MiB a minute: what a leak of a kilobyte for each of twenty events a second would be


class Slope(NamedTuple):
    """MiB an hour, and how far it may be off (two standard errors)."""

    mib_h: float
    bound: float
    at_mib: float
    seconds: float

    @property
    def flat(self) -> bool:
        return self.mib_h - self.bound <= FLAT_MIB_H


def rss(pid: int) -> float | None:
    """MiB; None when it is gone."""
    try:
        words = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return None
    return int(words[1]) * 4096 / 2**20


def slope(samples: Sequence[tuple[float, float]], warm_s: float = WARM_S) -> Slope | None:
    """`samples`: (seconds of its life, MiB). None when it did not live long enough to be judged."""
    kept = [(at, mib) for at, mib in samples if at >= warm_s]
    if len(kept) < 5 or kept[-1][0] - kept[0][0] < JUDGED_S:
        return None
    times, mib = [at for at, _ in kept], [value for _, value in kept]
    steep, level = statistics.linear_regression(times, mib)
    middle = statistics.fmean(times)
    spread = sum((at - middle) ** 2 for at in times)
    left = sum((value - level - steep * at) ** 2 for at, value in kept)
    error = (left / (len(kept) - 2) / spread) ** 0.5
    return Slope(steep * 3600, 2 * error * 3600, statistics.fmean(mib), kept[-1][0] - kept[0][0])

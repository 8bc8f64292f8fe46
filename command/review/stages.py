"""moments → **stages** → intervals, quantiles, gaps: the arithmetic of an after-action review. No Django."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

# In the order in which a handling goes; what did not happen, or nobody wrote down, is missing and said to be so.
STAGES = ("signal", "verified", "opened", "ordered", "accepted", "departed", "arrived", "controlled", "out", "closed")
NAMES = {
    "signal": "首个信号", "verified": "核实", "opened": "立案", "ordered": "首次下令", "accepted": "首次签收", "departed": "首支出动", "arrived": "首支到场",
    "controlled": "控制", "out": "扑灭(险情排除)", "closed": "结束",
}  # fmt: skip


class Interval(NamedTuple):
    """From one known stage to the next known one. `over`: stages between that are missing. `backwards`: the later stage has the earlier time."""

    start: str
    end: str
    seconds: float
    over: tuple[str, ...]
    backwards: bool


def intervals(moments: Mapping[str, datetime | None]) -> list[Interval]:
    """Never a guess: only between instants that are known."""
    found: list[Interval] = []
    last: str | None = None
    skipped: list[str] = []
    for stage in STAGES:
        at = moments.get(stage)
        if at is None:
            skipped += [stage] if last is not None else []
            continue
        if last is not None:
            seconds = (at - _at(moments, last)).total_seconds()
            found.append(Interval(last, stage, seconds, tuple(skipped), seconds < 0))
        last, skipped = stage, []
    return found


def missing(moments: Mapping[str, datetime | None]) -> list[str]:
    return [stage for stage in STAGES if moments.get(stage) is None]


def between(moments: Mapping[str, datetime | None], start: str, end: str) -> float | None:
    first, last = moments.get(start), moments.get(end)
    return None if first is None or last is None else (last - first).total_seconds()


def _at(moments: Mapping[str, datetime | None], stage: str) -> datetime:
    found = moments[stage]
    assert found is not None
    return found


def quantile(values: Sequence[float], share: float) -> float | None:
    """Nearest rank: a value that was really measured, never one between two."""
    if not values:
        return None
    held = sorted(values)
    return held[max(0, math.ceil(share * len(held)) - 1)]


class Gap(NamedTuple):
    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()


def gaps(times: Iterable[datetime], start: datetime, end: datetime, limit: timedelta) -> list[Gap]:
    """Stretches within the span in which nothing was written for longer than the limit; the span's own ends count as entries."""
    inside = sorted({start, end, *(at for at in times if start <= at <= end)}) if end > start else []
    return [Gap(a, b) for a, b in pairwise(inside) if b - a > limit]

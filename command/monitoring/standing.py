"""value, thresholds → **standing** → which stage it is at and how near the first one is. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
RANK = {"": 0, "warn": 1, "sure": 2}


class Limit(NamedTuple):
    """`below`: beyond is less than it. `dead_band` below it counts as back."""

    stage: str
    name: str
    value: float
    below: bool = False


def reached(value: float, limit: Limit) -> bool:
    """At the threshold is beyond it (以上含本数)."""
    return value <= limit.value if limit.below else value >= limit.value


def stage_at(value: float, limits: Iterable[Limit]) -> str:
    return max((limit.stage for limit in limits if reached(value, limit)), key=RANK.__getitem__, default="")


def closeness(value: float, limits: Sequence[Limit], span: float | None) -> float | None:
    """1 at the nearest threshold, 0 a whole `span` away from it, more than 1 beyond; `span` None = the threshold itself. None without thresholds."""
    if not limits:
        return None
    return round(max(_close(value, limit, span) for limit in limits), 4)


def _close(value: float, limit: Limit, span: float | None) -> float:
    whole = abs(limit.value) if span is None else span
    gap = value - limit.value if limit.below else limit.value - value
    return max(0.0, 1 - gap / (whole or 1.0))


def first(stage: str, close: float | None) -> tuple[int, float]:
    """Sorts the worst first: the stage, then who is nearest; without a threshold last."""
    return -RANK[stage], -(-1.0 if close is None else close)


def thinned(points: Sequence[T], most: int) -> list[T]:
    """Every n-th and always the newest, at most `most`."""
    if len(points) <= most:
        return list(points)
    step = -(-len(points) // most)
    return list(points[::-1][::step][::-1])

"""mentions of a topic → **spikes** → a hint: said so much oftener than in the hour before that somebody should look. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Watch(NamedTuple):
    window: timedelta = timedelta(minutes=10)
    base: timedelta = timedelta(hours=1)
    factor: float = 3.0
    at_least: int = 5  # below it a rise is chance


class Spike(NamedTuple):
    now: int
    usual: float  # in a window of the same length, by the mean of the time before


def spike(times: Iterable[datetime], now: datetime, watch: Watch) -> Spike | None:
    """`times` of every mention, in any order; what lies ahead of `now` is a clock that runs wrong and is not counted."""
    begins = now - watch.window
    recent = before = 0
    for at in times:
        if begins < at <= now:
            recent += 1
        elif begins - watch.base < at <= begins:
            before += 1
    usual = before * (watch.window / watch.base)
    if recent < watch.at_least or recent < watch.factor * usual:
        return None
    return Spike(recent, round(usual, 2))

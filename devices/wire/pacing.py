"""rules → **pacing** → pipeline: how many positions of one terminal are taken, and when it is a storm. No Django, no waiting, a count per fix.

Only positions are ever dropped. What somebody waits for – a call for help, a receipt, words, a measured value – is counted and always passes.
A bucket is filled when it is found empty, not at each fix: taking one costs a comparison and a subtraction, and at most twice the burst passes at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
_MANY = 1 << 60
DROPPED = "上报过于频繁,超出的位置已丢弃(求救、回执不受影响)"


class Bucket:
    """Of one terminal."""

    __slots__ = ("dropped", "filled_ms", "left", "minute_ms", "promised", "promises_ms", "told_ms")

    def __init__(self, left: int) -> None:
        self.left = left
        self.filled_ms = 0  # when it was found empty last
        self.dropped, self.minute_ms = 0, 0  # positions since the start of that minute
        self.promised, self.promises_ms = 0, 0
        self.told_ms = -HOUR_MS  # when a storm of it was told


class Pacing:
    """The numbers of the rule rows; without them nothing is dropped."""

    def __init__(self, rules: Mapping[str, Any] | None = None) -> None:
        given = rules or {}
        self.rate = _number(given, "wire.fix_rate")  # positions a second
        self.burst = int(min(_number(given, "wire.fix_burst"), _MANY))
        self.storm_drops = _number(given, "wire.storm_drops")  # a minute
        self.storm_promises = _number(given, "wire.storm_promises")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pacing) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.rate, self.burst, self.storm_drops, self.storm_promises))

    def bucket(self) -> Bucket:
        return Bucket(self.burst)

    def fill(self, bucket: Bucket, now_ms: int) -> bool:
        """Of an empty one: is there a position to take again?"""
        since = max(0, now_ms - bucket.filled_ms)
        gained = self.burst if math.isinf(self.rate) else min(self.burst, int(since * self.rate / 1000))
        if gained < 1:
            return False
        # What is not yet a whole position stays for the next time
        bucket.filled_ms = now_ms if gained == self.burst else bucket.filled_ms + int(gained * 1000 / self.rate)
        bucket.left = gained
        return True

    def drop(self, bucket: Bucket, now_ms: int) -> bool:
        """Counted; True when it has become a storm that nobody was told of within the hour."""
        if now_ms - bucket.minute_ms >= MINUTE_MS:
            bucket.minute_ms, bucket.dropped = now_ms, 0
        bucket.dropped += 1
        return bucket.dropped >= self.storm_drops and self._first(bucket, now_ms)

    def promise(self, bucket: Bucket, now_ms: int) -> bool:
        """The same for what is never dropped."""
        if now_ms - bucket.promises_ms >= MINUTE_MS:
            bucket.promises_ms, bucket.promised = now_ms, 0
        bucket.promised += 1
        return bucket.promised >= self.storm_promises and self._first(bucket, now_ms)

    @staticmethod
    def _first(bucket: Bucket, now_ms: int) -> bool:
        if now_ms - bucket.told_ms < HOUR_MS:
            return False
        bucket.told_ms = now_ms
        return True


def _number(rules: Mapping[str, Any], name: str) -> float:
    """A row that is missing or no positive number limits nothing."""
    value = rules.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else math.inf

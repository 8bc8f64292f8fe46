"""How often somebody may speak: a bucket a name, so that one flood costs only itself."""

from __future__ import annotations

import time
from collections import OrderedDict

MAX_REMEMBERED = 50_000  # devices and addresses whose pace is kept


class Pace:
    """A bucket a name: ``burst`` at once, ``rate`` a second. The longest unseen is forgotten first."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, name: str) -> bool:
        now = time.monotonic()
        left, at = self.left.pop(name, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.rate)
        self.left[name] = (left - 1 if left >= 1 else left, now)
        if len(self.left) > MAX_REMEMBERED:
            self.left.popitem(last=False)
        return left >= 1

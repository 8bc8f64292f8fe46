"""downlinks → **outbox** → the answer of a phone's next request: a phone that only asks now and then is told when it asks.

A command is `sent` when it was written to the socket. The downlinks' thread asks every ten seconds whether it could be; until then it waits here.
"""

from __future__ import annotations

import time
from collections import OrderedDict

KEEP_S = 25.0  # not asked about again within this: expired or withdrawn, and not to be obeyed any more
MAX_PHONES, MAX_EACH = 2_000, 8


class Outbox:
    def __init__(self) -> None:
        self._waiting: OrderedDict[str, OrderedDict[bytes, tuple[float, bool]]] = OrderedDict()  # payload → last asked about, written

    def deliver(self, topic: str, payload: bytes) -> bool:
        """True when an answer took it along since it was last asked about."""
        mine = self._waiting.setdefault(topic, OrderedDict())
        _, written = mine.get(payload, (0.0, False))
        if written:
            del mine[payload]
            if not mine:
                del self._waiting[topic]
            return True
        mine[payload] = (time.monotonic(), False)
        while len(mine) > MAX_EACH:
            mine.popitem(last=False)
        while len(self._waiting) > MAX_PHONES:
            self._waiting.popitem(last=False)
        return False

    def take(self, topic: str) -> list[bytes]:
        """What to tell this phone now, oldest first."""
        mine = self._waiting.get(topic)
        if not mine:
            return []
        now = time.monotonic()
        found = []
        for payload, (asked, written) in list(mine.items()):
            if now - asked > KEEP_S:
                del mine[payload]
            elif not written:
                mine[payload] = (asked, True)
                found.append(payload)
        return found

"""The database's clock without asking the database for every frame: its offset to our steady clock, measured again every few seconds."""

from __future__ import annotations

import time
from datetime import datetime


class DatabaseClock:
    """``now_ms()`` in milliseconds since 1970. A wrong clock of this host changes nothing; until the first measurement it is all there is."""

    def __init__(self) -> None:
        self._offset_ms = time.time() * 1000 - time.monotonic() * 1000

    def measured(self, database_now: datetime, asked_at: float, answered_at: float) -> None:
        """``asked_at`` and ``answered_at`` are time.monotonic() around the question; the answer was true in the middle."""
        self._offset_ms = database_now.timestamp() * 1000 - (asked_at + answered_at) * 500

    def now_ms(self) -> int:
        return int(time.monotonic() * 1000 + self._offset_ms)

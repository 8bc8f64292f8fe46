"""tests → **dying** → a process: it ends at one marked point of its work, as a power cut would.

A variable names a file; while that holds `point:what` (`committed:radio`), the process ends where its work on that passes the point. Without the
variable, as in every installation, the marks do nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Mark = Callable[[str, str], None]


def marks(variable: str) -> Mark:
    """`mark(point, what)` of one kind of process."""
    named = os.environ.get(variable)
    if not named:
        return _passes
    file = Path(named)

    def dies(point: str, what: str) -> None:
        with suppress(OSError):
            if file.read_text().strip() == f"{point}:{what}":
                os._exit(1)  # no handler, no flush, no goodbye to anybody

    return dies


def _passes(point: str, what: str) -> None:
    """Nobody dies here."""

"""tests → **dying** → gateway: it ends at one marked point of the line, as a power cut would. Without `GATEWAY_DIES_AT` the marks do nothing.

The variable names a file; while that holds `point:adapter` (`committed:radio`), the gateway ends where a promise of that adapter passes the point.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from devices.inbox.storing import Letter

# In the order in which a promise passes them: understood, but stored nowhere; stored, but nobody was told so.
DECODED, COMMITTED = "decoded", "committed"


def _passes(point: str, letter: Letter | None) -> None:
    """An installation: nobody dies here."""


def _dies(point: str, letter: Letter | None) -> None:
    with suppress(OSError):
        if letter is not None and _NAMED.read_text().strip() == f"{point}:{letter.adapter}":
            os._exit(1)  # no handler, no flush, no goodbye to the broker


_NAMED = Path(os.environ.get("GATEWAY_DIES_AT", ""))
mark: Callable[[str, Letter | None], None] = _dies if os.environ.get("GATEWAY_DIES_AT") else _passes

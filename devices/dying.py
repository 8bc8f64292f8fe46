"""Where tests end the gateway (`GATEWAY_DIES_AT`, realtime/dying.py): `committed:radio` = where a promise of a radio passes this point."""

from __future__ import annotations

from devices.inbox.storing import Letter
from realtime.dying import marks

# In the order in which a promise passes them: understood, but stored nowhere; stored, but nobody was told so.
DECODED, COMMITTED = "decoded", "committed"
_mark = marks("GATEWAY_DIES_AT")


def mark(point: str, letter: Letter | None) -> None:
    if letter is not None:
        _mark(point, letter.adapter)

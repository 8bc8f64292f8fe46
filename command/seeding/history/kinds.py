from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class HistoryMade(msgspec.Struct, forbid_unknown_fields=True):
    """How many invented rows of a demo's past year there are of one kind; no screen follows it."""

    what: str
    year: int
    rows: int


def declare_all() -> None:
    declare("history.made", 1, HistoryMade)

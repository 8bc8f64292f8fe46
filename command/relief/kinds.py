from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class ReliefNoted(msgspec.Struct, forbid_unknown_fields=True):
    """Who is helped is nobody's board: the log holds which case, where, in which state and how much."""

    id: int
    area: str
    incident: int | None
    state: str
    amount: float


def declare_all() -> None:
    declare("relief_case.noted", 1, ReliefNoted)

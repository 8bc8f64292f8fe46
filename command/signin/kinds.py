from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class Session(msgspec.Struct, forbid_unknown_fields=True):
    id: int


def declare_all() -> None:
    for verb in ("opened", "closed", "taken_over"):
        declare(f"session.{verb}", 1, Session)

from __future__ import annotations

import msgspec

from realtime.log.kinds import declare


class VolunteerNoted(msgspec.Struct, forbid_unknown_fields=True):
    """Ids only: who applied is a row, masked when read."""

    id: int
    area: str
    unit: int | None = None


VERBS = ("applied", "vetted", "approved", "refused", "suspended", "resumed", "reviewed", "review_due", "departed", "revealed", "purged")


def declare_all() -> None:
    for verb in VERBS:
        declare(f"volunteer.{verb}", 1, VolunteerNoted)

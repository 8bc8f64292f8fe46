"""A seat as other desks see it: only while it cannot be heard."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Silence = Literal["muted", "blocked", "unheard", "untested", "gone"]
Sound = Literal["on", "muted", "blocked", "unheard", "untested", "closed", "gone"]


class SeatRow(TypedDict):
    id: int
    area: str
    name: str
    state: Silence
    since: str


class SeatHeard(TypedDict):
    """What the reporting desk is told: whether its sound must be tested, and who else can hear alarms of its area."""

    id: int
    state: Sound
    tested_at: str | None
    test_due: bool
    others: int

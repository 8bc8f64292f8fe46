"""log and history → **live** → replay: what this installation itself remembers, as one record to be replayed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from command.replay.board import Board, board_at, merged
from command.replay.fixes import Fixes, Who
from command.replay.history import moves, positions_at, trail
from command.replay.moments import Told, axis, moments, spoken
from command.replay.rows import ReplayAxis, Spoken
from realtime.positions import KIND_CODE, district_of
from realtime.reduce import State


class Picture(NamedTuple):
    """Fixes, and whose markers may be shown."""

    fixes: Fixes
    who: Who


class LiveRecord:
    """Scopes are the caller's of now: what a person may see today decides what they are shown of yesterday."""

    def __init__(self, scopes: Sequence[str]) -> None:
        self.scopes = list(scopes)

    def board(self, at: datetime, *, happened: bool) -> Board:
        return merged([board_at(scope, at, happened=happened) for scope in self.scopes])

    def picture(self, at: datetime, *, happened: bool) -> Picture:
        who = who_of(self.board(at, happened=False).state)
        return Picture(positions_at(list(who), at, happened=happened), who)

    def moves(self, since: datetime, until: datetime, step_s: float, *, happened: bool) -> tuple[list[tuple[float, Fixes]], Who]:
        who = who_of(self.board(until, happened=False).state)
        return moves(list(who), since, until, step_s, happened=happened), who

    def moments(self, since: datetime, until: datetime, *, happened: bool) -> Told:
        return moments(self.scopes, since, until, happened=happened)

    def spoken(self, since: datetime, until: datetime) -> list[Spoken]:
        return spoken(self.scopes, since, until)

    def axis(self, since: datetime, until: datetime) -> ReplayAxis:
        return axis(self.scopes, since, until)

    def trail(self, subject: int, since: datetime, until: datetime) -> Fixes:
        return trail(subject, since, until)


def who_of(state: State) -> Who:
    """Everything with a marker: the board's subjects, by district and kind."""
    return Who(
        (int(row["id"]), (district_of(row["area"]), KIND_CODE.get(row.get("kind", ""), 0))) for row in state.get("subjects", {}).values()
    )

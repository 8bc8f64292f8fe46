"""danger, periods → **demanding** → what is asked for: the higher of both, and the row of the nearest area. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

NOBODY_SAID = 0


class Demand(NamedTuple):
    """One row: of which level, for which area, since when, and what it asks."""

    level: int
    area: str
    since: datetime
    patrol_h: float
    watch: Mapping[str, int]
    teams: int
    text: str


def level_of(danger: int, floors: Iterable[int]) -> int:
    """A period never lowers what the weather demands, nor the weather what the period does."""
    return max([danger, *floors])


def demand_of(demands: Iterable[Demand], level: int, area: str, at: datetime) -> Demand | None:
    """The nearest area's row holds, of several the newest; None where nobody wrote one, or nobody knows the danger."""
    fit = [one for one in demands if one.level == level and area.startswith(one.area) and one.since <= at]
    return max(fit, key=lambda one: (len(one.area), one.since), default=None)


def hours_between(demanded: float, own: float | None) -> float:
    """How long a point may go unseen: the shorter of what the level asks and what the point itself does; 0 = as long as it likes."""
    asked = [hours for hours in (demanded, own or 0.0) if hours > 0]
    return min(asked, default=0.0)


def seconds_left(every_h: float, since_s: float, grace_s: float) -> float | None:
    """Until a point is overdue that was last seen `since_s` ago. What a new demand made late at once gets its grace."""
    if every_h <= 0:
        return None
    return max(every_h * 3600 - since_s, grace_s)

"""value + threshold → **judging** → beyond or not, and which colour several of them ask for. No Django.

At the threshold is beyond it (以上含本数); what is beyond stays so until it is back by the dead band, so that a value on the edge asks once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from command.alerts.meaning import COLOURS, at_least


class Limit(Protocol):
    side: str
    value: float
    dead_band: float


class Coloured(Protocol):
    colour: str


class Placed(Protocol):
    area: str


C = TypeVar("C", bound=Coloured)
P = TypeVar("P", bound=Placed)


def beyond(value: float, limit: Limit, *, was: bool) -> bool:
    if limit.side == "above":
        return value >= limit.value or (was and value > limit.value - limit.dead_band)
    return value <= limit.value or (was and value < limit.value + limit.dead_band)


def finest(rows: Iterable[P]) -> list[P]:
    """Those of the finest area that has some: a district's own rows are instead of the city's, not beside them."""
    found = list(rows)
    most = max((len(row.area) for row in found), default=0)
    return [row for row in found if len(row.area) == most]


def heaviest(rows: Iterable[C]) -> C | None:
    return max(rows, key=lambda row: COLOURS.index(row.colour), default=None)


def already_said(colour: str, in_force: Iterable[str]) -> bool:
    """A warning of this colour or a heavier one is out: nothing new is proposed."""
    return any(at_least(one, colour) for one in in_force)


def joined(evidence: Iterable[Mapping[str, Any]], new: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
    """The newest first, one of each that measures."""
    kept = [dict(one) for one in evidence if (one["key"], one["name"]) != (new["key"], new["name"])]
    return [dict(new), *kept][:most]


def measured(layer: str, values: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    """quantity → (value, unit) of a station's reading; how far a level is over its own marks is a quantity too."""
    found: dict[str, tuple[float, str]] = {}

    def take(name: str, value: Any, unit: str) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[name] = (round(float(value), 3), unit)

    if layer == "rain_gauge":
        for hours in (1, 3, 24):
            take(f"rain_{hours}h", values.get(f"mm_{hours}h"), "mm")
    if layer in ("river_gauge", "reservoir"):
        level = values.get("level_m")
        take("water_level", level, "m")
        for mark, name in (("warn_m", "over_warn_m"), ("sure_m", "over_sure_m"), ("limit_m", "over_limit_m")):
            if isinstance(level, int | float) and isinstance(values.get(mark), int | float):
                take(name, level - values[mark], "m")
    return found

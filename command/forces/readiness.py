"""facts → **readiness** → level: why a team stands at 一级备勤 or lower. Its level is that of its weakest fact. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Side = Literal["skill", "machine", "signal", "drill", "turnout"]
# 四化, and how soon the team is on its way; what each fact belongs to, and whether more of it is better
FACTS: dict[str, tuple[Side, bool]] = {
    "certified_pct": ("skill", True),
    "gear_per_10": ("machine", True),
    "gear_overdue": ("machine", False),
    "terminals": ("signal", True),
    "drill_days": ("drill", False),
    "turnout_s": ("turnout", False),
}
WORST, NOT_READY = 4, 0  # short of every level; not ready whatever it has


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one team. `drill_days` None: never, or nothing was entered."""

    people: int
    certified: int
    gear: int
    gear_overdue: int
    terminals: int
    drill_days: int | None
    turnout_s: int
    off: bool = False

    def values(self) -> dict[str, float | None]:
        people = max(1, self.people)
        return {
            "certified_pct": round(100 * min(self.certified, people) / people, 1), "gear_per_10": round(10 * self.gear / people, 2),
            "gear_overdue": float(self.gear_overdue), "terminals": float(self.terminals),
            "drill_days": None if self.drill_days is None else float(self.drill_days), "turnout_s": float(self.turnout_s),
        }  # fmt: skip


class Judged(NamedTuple):
    """One fact: what it is, which level it would bear, what the next better level wants of it (None: it bears the best)."""

    code: str
    side: Side
    value: float | None
    level: int
    wanted: float | None


def levels(facts: Facts, limits: Mapping[str, Sequence[float]]) -> list[Judged]:
    """`limits[code]` = what levels 1, 2, 3 want. A fact without limits is not judged."""
    return [_judged(code, value, limits[code]) for code, value in facts.values().items() if code in limits]


def _judged(code: str, value: float | None, limits: Sequence[float]) -> Judged:
    side, more = FACTS[code]
    level = next((n for n, limit in enumerate(limits, 1) if value is not None and (value >= limit if more else value <= limit)), WORST)
    return Judged(code, side, value, level, float(limits[min(level, WORST) - 2]) if level > 1 else None)


def readiness(facts: Facts, limits: Mapping[str, Sequence[float]]) -> tuple[int, list[Judged]]:
    """(level, why): 1 is the best, 4 is short of every level, 0 is off whatever it has."""
    judged = levels(facts, limits)
    if facts.off:
        return NOT_READY, judged
    return max((one.level for one in judged), default=WORST), judged

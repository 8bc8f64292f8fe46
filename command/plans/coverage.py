"""plans → **coverage** → library screen: which hazard has a plan at which level, and where there is none. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVELS = (4, 3, 2, 1)


@dataclass(frozen=True)
class Held:
    id: int
    hazards: tuple[str, ...]
    levels: tuple[int, ...]
    worked: bool
    general: bool


@dataclass(frozen=True)
class Cell:
    hazard: str
    level: int
    plans: tuple[int, ...]
    worked: bool


def matrix(hazards: Sequence[str], plans: Sequence[Held]) -> list[list[Cell]]:
    """A general plan covers everything and so closes no gap; a special one covers the types under its prefixes."""
    special = [plan for plan in plans if not plan.general]
    return [[_cell(hazard, level, special) for level in LEVELS] for hazard in hazards]


def _cell(hazard: str, level: int, plans: Sequence[Held]) -> Cell:
    found = [plan for plan in plans if level in plan.levels and any(covers(code, hazard) for code in plan.hazards)]
    return Cell(hazard, level, tuple(plan.id for plan in found), any(plan.worked for plan in found))


def covers(code: str, hazard: str) -> bool:
    """12B00 stands for everything of 12B; a bare 12 is a roof over all accidents and no plan of one hazard."""
    prefix = code.removesuffix("00") if len(code) == 5 else code
    return len(prefix) > 2 and hazard.startswith(prefix)


def gaps(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(not cell.plans for row in rows for cell in row)


def leaves(codes: Mapping[str, str]) -> list[str]:
    """Hazards a plan can be about: types, not the groups over them, nor “other”."""
    return [code for code in sorted(codes) if not code.endswith(("00", "99")) and code[:2] in ("11", "12", "13", "14")]

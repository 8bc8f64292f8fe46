"""facts → **scoring** → colour and order: how great a risk is (LEC), and which hazard is put right first (一线三排的“排序”). Pure.

LEC, 作业条件危险性评价法: D = L × E × C. L: how likely (0.1 … 10), E: how often people are exposed (0.5 … 10), C: how bad (1 … 100).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LIKELY = (0.1, 0.2, 0.5, 1.0, 3.0, 6.0, 10.0)
EXPOSED = (0.5, 1.0, 2.0, 3.0, 6.0, 10.0)
SEVERE = (1.0, 3.0, 7.0, 15.0, 40.0, 100.0)
COLOURS = ("red", "orange", "yellow", "blue")  # 重大、较大、一般、低


def danger(likely: float, exposed: float, severe: float) -> float:
    return likely * exposed * severe


def colour(value: float, bounds: Sequence[float]) -> str:
    """`bounds`: from where on it is red, orange, yellow; what is below all is blue. A bound belongs to the worse colour."""
    for name, bound in zip(COLOURS, bounds, strict=False):
        if value >= bound:
            return name
    return COLOURS[-1]


class Urgency(NamedTuple):
    """Sorts: the first is put right first."""

    major: bool
    reach: int  # 1 the workplace, 2 the plant, 3 people outside
    difficulty: int  # 1 at once, 2 within the term, 3 needs a project
    people: int

    def weight(self) -> tuple[int, int, int, int]:
        """Major ones, then those that reach furthest, then most people, then what is done soonest: what is easy must not wait for what is hard."""
        return (0 if self.major else 1, -self.reach, -self.people, self.difficulty)

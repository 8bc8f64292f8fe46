"""proposal → **readiness** → registers: at which level of readiness a team stands and why. The layer that keeps the registers puts its answer in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple


class Standing(NamedTuple):
    """1 is the best, 4 is short of every level. `why`: as an officer says it, the weakest facts of the team."""

    level: int
    why: str


# ids of units → what is known of them; a team of which nothing was ever registered is not in the answer
Answer = Callable[[Collection[int]], Mapping[int, Standing]]
_answers: list[Answer] = []
UNKNOWN = 0


def answer_from(answer: Answer) -> None:
    _answers[:] = [answer]


def standings(units: Collection[int]) -> Mapping[int, Standing]:
    return _answers[0](units) if _answers and units else {}

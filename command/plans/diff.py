"""plan, level, what runs → **diff** → preview and activation: which tasks are to be given, which stay, which are surplus. No Django.

The rule (and the property test): after any sequence of starts, upgrades and downgrades the open tasks are exactly those of the present
level that were not finished before; what was finished stays finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    give: tuple[str, ...]
    stay: tuple[str, ...]
    close: tuple[str, ...]


def step(wanted: Iterable[str], running: Iterable[str], finished: Iterable[str]) -> Step:
    """Keys of tasks: of the level, open now, done before."""
    level, held, done = list(dict.fromkeys(wanted)), set(running), set(finished)
    return Step(
        give=tuple(key for key in level if key not in held and key not in done),
        stay=tuple(key for key in level if key in held or key in done),
        close=tuple(sorted(held - set(level))),
    )

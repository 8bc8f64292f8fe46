"""The road nobody asked an engine about: distance × terrain factor ÷ speed of the mode, both from rule rows. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.recommend.forces import Floats, Ints

NAME = "estimate"


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to travel. `routed`: a road engine knows better than the estimate."""

    code: str
    name: str
    factor: float
    kmh: float
    routed: bool

    def seconds(self, distance_m: float) -> float:
        return distance_m * self.factor / (self.kmh / 3.6)


def mode_of(kind: str, event_type: str, choices: Sequence[Sequence[str]]) -> str:
    """The first row (kind, type prefix, mode) that fits; an empty word fits everything."""
    for wanted_kind, prefix, mode in choices:
        if wanted_kind in ("", kind) and event_type.startswith(prefix):
            return mode
    return "road"


def estimate(distance_m: Floats, kind: Ints, modes: Sequence[Mode]) -> tuple[Floats, Floats]:
    """(travel seconds, metres to travel) of every team; `modes[kind]` is how that kind travels."""
    factor = np.array([mode.factor for mode in modes])[kind]
    speed = np.array([mode.kmh / 3.6 for mode in modes])[kind]
    travelled = distance_m * factor
    return travelled / speed, travelled


def read_modes(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Mode]:
    """Rule rows `travel.<code>` by code."""
    return {
        code: Mode(code, str(row["name"]), float(row["factor"]), float(row["kmh"]), bool(row.get("routed"))) for code, row in rows.items()
    }

"""a plan → **empty** → why a place in it stays unfilled, as a code. No Django."""

from __future__ import annotations

from typing import Literal

import numpy as np

from dispatch.recommend.assigning import Filled, Slots

Why = Literal["nobody", "far", "used", "floor"]


def why_empty(slots: Slots, filled: Filled, slot: int) -> Why:
    """Nobody may go; all would come too late; all that would come in time are sent elsewhere; the rest are kept by their district's floor."""
    seconds = slots.seconds[slot]
    if not np.isfinite(seconds).any():
        return "nobody"
    in_time = np.flatnonzero(seconds <= slots.unfilled_s)
    if not len(in_time):
        return "far"
    return "used" if set(in_time.tolist()) <= set(filled.values()) else "floor"
